"""How a pull request is merged: whether it can be, and the commits that each way makes."""

from __future__ import annotations

from tests.hub.git import Person
from tests.hub.items import Item, Method
from tests.hub.refusals import RefusedError
from tests.hub.stored import Stored

WEB_FLOW = Person("GitHub", "noreply@github.com")
_NOT_MERGEABLE = "Pull Request is not mergeable"


def is_mergeable(repository: Stored, item: Item) -> bool:
    """Whether an open pull request merges without a conflict into its base as it is now."""
    pull = item.pull
    base = repository.git.ref(f"refs/heads/{pull.base}") if pull else None
    return bool(pull and base and repository.git.merged_tree(base, pull.head_sha))


def merge(repository: Stored, item: Item, method: Method, by: str, title: str = "", message: str = "") -> str:
    """Merges, and returns the new tip of the base. Raises RefusedError where it cannot be done."""
    git, pull = repository.git, item.pull
    base = git.ref(f"refs/heads/{pull.base}") if pull else None
    if pull is None or base is None or item.state != "open":
        raise RefusedError(405, _NOT_MERGEABLE)
    tree = git.merged_tree(base, pull.head_sha)
    if tree is None:
        raise RefusedError(405, _NOT_MERGEABLE)
    now = repository.around.now()
    person = _person(repository, by)
    if method == "merge":
        words = title or f"Merge pull request #{item.number} from {pull.head_repository.owner}/{pull.head}"
        text = f"{words}\n\n{message or item.title}"
        tip = git.write_commit(text, tree, [base, pull.head_sha], person, WEB_FLOW, (now, now))
    elif method == "squash":
        commits = git.commits(base, pull.head_sha)
        words = title or f"{item.title} (#{item.number})"
        text = f"{words}\n\n{message or _squashed(repository, commits)}".rstrip()
        tip = git.write_commit(text, tree, [base], _person(repository, item.author), WEB_FLOW, (now, now))
    else:
        text, tip = "", _rebase(repository, base, pull.head_sha, person)
    repository.around.said(repository.full_name, "commit message", text, by)
    repository.mark_merged(item, by, tip)
    repository.set_ref(f"refs/heads/{pull.base}", tip, by)
    return tip


def _person(repository: Stored, login: str) -> Person:
    return Person(login, repository.around.account(login).email)


def _squashed(repository: Stored, commits: list[str]) -> str:
    """The messages of several commits, or the rest of the message of one."""
    messages = [repository.git.commit(sha).message.strip() for sha in commits]
    return messages[0].partition("\n")[2].strip() if len(messages) == 1 else "\n\n".join(f"* {text}" for text in messages)


def _rebase(repository: Stored, base: str, head: str, by: Person) -> str:
    """The commits of the head, one after the other on top of the base; merges fall away."""
    git = repository.git
    tip = base
    for sha in git.commits(base, head):
        commit = git.commit(sha)
        if len(commit.parents) != 1:
            continue
        index = git.objects.merge_trees(commit.parents[0].tree, git.commit(tip).tree, commit.tree)
        if index.conflicts:
            raise RefusedError(405, "This branch can't be rebased")
        author = Person(commit.author.name, commit.author.email)
        now = repository.around.now()
        tip = git.write_commit(commit.message, str(index.write_tree(git.objects)), [tip], author, by, (now, now))
    return tip
