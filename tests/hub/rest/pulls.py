"""Pull requests: listed, opened, edited, merged."""

from __future__ import annotations

from tests.hub import merging, refusals
from tests.hub.call import Call
from tests.hub.items import Item, Pull
from tests.hub.refusals import RefusedError
from tests.hub.repository import Repository
from tests.hub.routing import Route
from tests.hub.shapes import git as commits
from tests.hub.shapes import items as shapes
from tests.hub.wire import Reply

_ORDERS = {"created": "created", "updated": "updated", "popularity": "created", "long-running": "created"}


def list_pulls(call: Call) -> Reply:
    """Filters as GitHub does: a `head` that does not name its owner is not looked at."""
    query = call.query
    state, head, base = query.get("state") or "open", query.get("head", ""), query.get("base", "")
    owner, colon, branch = head.partition(":")
    found = [
        item
        for item in call.repository.listed()
        if item.pull
        and state in ("all", item.state)
        and (not base or item.pull.base == base)
        and (not colon or (item.pull.head == branch and item.pull.head_repository.owner.lower() == owner.lower()))
    ]
    order = _ORDERS.get(query.get("sort", ""), "created")
    newest_first = query.get("direction", "desc" if order == "created" and "sort" not in query else "asc") == "desc"
    found.sort(key=lambda item: (getattr(item, order), item.number), reverse=newest_first)
    return call.pages(found, lambda item: shapes.pull(item, call.repository, call.urls, call.login))


def create_pull(call: Call) -> Reply:
    body, repository = call.body, call.repository
    assert call.token is not None
    if call.token.kind == "actions" and not repository.settings.actions_may_open_pulls:
        raise RefusedError(403, refusals.NO_PULL_REQUESTS)
    call.check_body("PullRequest", body.get("body"))
    if not body.get("title"):
        raise refusals.invalid("PullRequest", "title", "missing_field")
    home, head = _head(call, body["head"])
    base = body["base"]
    tip = home.git.ref(f"refs/heads/{head}") if home else None
    onto = repository.git.ref(f"refs/heads/{base}")
    if home is None or tip is None:
        raise refusals.invalid("PullRequest", "head")
    if onto is None:
        raise refusals.invalid("PullRequest", "base")
    if next(repository.pulls_between(home, head, base), None):
        raise refusals.custom("PullRequest", f"A pull request already exists for {home.owner}:{head}.")
    if home is not repository:
        repository.fetch(home, tip)
    if repository.git.is_ancestor(tip, onto):
        raise refusals.custom("PullRequest", f"No commits between {base} and {head}")
    may_modify = bool(body.get("maintainer_can_modify", True)) and home is not repository
    pull = Pull(home, head, base, tip, onto, bool(body.get("draft")), may_modify)
    item = repository.open_item(body["title"], body.get("body"), call.login, pull)
    return Reply(201, shapes.full_pull(item, repository, call.urls, call.login))


def _head(call: Call, name: str) -> tuple[Repository | None, str]:
    """The repository and the branch that `branch` or `owner:branch` mean."""
    owner, colon, branch = name.rpartition(":")
    if not colon or owner.lower() == call.repository.owner.lower():
        return call.repository, branch
    forks = (other for other in call.hub.repositories if other.owner.lower() == owner.lower())
    return next((other for other in forks if other.parent is call.repository), None), branch


def _item(call: Call) -> Item:
    return call.repository.item(call.parameters["pull_number"], pull=True)


def _pull(item: Item) -> Pull:
    assert item.pull is not None
    return item.pull


def get_pull(call: Call) -> Reply:
    return Reply(200, shapes.full_pull(_item(call), call.repository, call.urls, call.login))


def update_pull(call: Call) -> Reply:
    item, body, repository = _item(call), call.body, call.repository
    call.must_be_able_to_edit(item.author)
    call.check_body("PullRequest", body.get("body"))
    if "title" in body and not (body["title"] or "").strip():
        raise refusals.invalid("PullRequest", "title", "missing_field")
    if (base := body.get("base")) and base != _pull(item).base:
        _change_base(call, item, base)
    if body.get("state"):
        repository.set_state(item, body["state"], call.login)
    repository.edit_item(item, call.login, **{name: body[name] for name in ("title", "body") if name in body})
    return Reply(200, shapes.full_pull(item, repository, call.urls, call.login))


def _change_base(call: Call, item: Item, base: str) -> None:
    repository, pull = call.repository, _pull(item)
    onto = repository.git.ref(f"refs/heads/{base}")
    if onto is None:
        raise refusals.invalid("PullRequest", "base")
    if item.state == "closed":
        raise refusals.custom("PullRequest", "Cannot change the base branch of a closed pull request.", "base")
    if next(repository.pulls_between(pull.head_repository, pull.head, base), None):
        message = f"A pull request already exists for base branch '{base}' and head branch '{pull.head}'"
        raise refusals.custom("PullRequest", message, "base")
    if repository.git.is_ancestor(pull.head_sha, onto):
        raise refusals.custom(
            "PullRequest", f"There are no new commits between base branch '{base}' and head branch '{pull.head}'"
        )
    pull.base, pull.base_sha = base, onto
    repository.happened(item, "base_ref_changed", call.login)


def list_files(call: Call) -> Reply:
    pull = _pull(_item(call))
    git = call.repository.git
    start = git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    files = commits.changed_files(call.repository, start, pull.head_sha, call.urls)
    return call.pages(files, lambda file: file)


def list_commits(call: Call) -> Reply:
    pull = _pull(_item(call))
    found = call.repository.git.commits(pull.base_sha, pull.head_sha)
    return call.pages(found, lambda sha: commits.commit(call.repository, sha, call.urls))


def get_merge(call: Call) -> Reply:
    if not _item(call).is_merged:
        raise refusals.not_found()
    return Reply(204)


def merge(call: Call) -> Reply:
    item, body = _item(call), call.body
    if body.get("sha") and body["sha"] != _pull(item).head_sha:
        raise RefusedError(409, "Head branch was modified. Review and try the merge again.")
    words = body.get("commit_title") or "", body.get("commit_message") or ""
    sha = merging.merge(call.repository, item, body.get("merge_method") or "merge", call.login, *words)
    return Reply(200, {"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


_PULLS = "/repos/{owner}/{repo}/pulls"
_PULL = f"{_PULLS}/{{pull_number}}"
ROUTES = (
    Route("GET", _PULLS, list_pulls, ("pull_requests",)),
    Route("POST", _PULLS, create_pull, ("pull_requests",)),
    Route("GET", _PULL, get_pull, ("pull_requests",)),
    Route("PATCH", _PULL, update_pull, ("pull_requests",)),
    Route("GET", f"{_PULL}/files", list_files, ("pull_requests",)),
    Route("GET", f"{_PULL}/commits", list_commits, ("pull_requests",)),
    Route("GET", f"{_PULL}/merge", get_merge, ("contents",)),
    Route("PUT", f"{_PULL}/merge", merge, ("contents",)),
)
