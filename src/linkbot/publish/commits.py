"""Whose branch it is, and which commits stand below the next one: what keeps linkbot from losing anybody's work."""

from __future__ import annotations

from linkbot.publish.facts import Commit, Distance

_TRAILER = "Linkbot-Tree:"


def trailer(tree: str) -> str:
    """The last line of our commits. It names the commit's own tree, so that an amended or rebased commit does not look like ours.

    The `t` keeps GitHub from taking the id for a commit's, and linking it.
    """
    return f"{_TRAILER} t{tree}"


def is_ours(commit: Commit) -> bool:
    """Whether linkbot made this commit, and nobody has rewritten it since.

    GitHub itself is the committer of what a bot makes by its API; for a user's token author and committer are one person.
    """
    lines = [line.strip() for line in commit.message.splitlines()]
    named = [line for line in lines if line.startswith(_TRAILER)]
    return named[-1:] == [trailer(commit.tree)] and (commit.by_github or commit.author == commit.committer)


def parents(base: Commit, tip: Commit | None, distance: Distance | None) -> tuple[str, ...]:
    """The parents of the branch's next commit: it always contains the branch's tip, so that a push need never be forced.

    `distance` is from `base` to `tip`. None of them where the branch is not there yet.
    """
    if tip is None or distance is None or distance.ahead == 0:
        return (base.sha,)
    return (tip.sha,) if distance.behind == 0 else (tip.sha, base.sha)
