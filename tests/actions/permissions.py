"""What the token of a job may do."""

from __future__ import annotations

from collections.abc import Mapping

from tests.actions.documents import WorkflowError, mapping
from tests.actions.values import Value, to_text

SCOPES = (
    "actions",
    "attestations",
    "checks",
    "contents",
    "deployments",
    "discussions",
    "id-token",
    "issues",
    "models",
    "packages",
    "pages",
    "pull-requests",
    "repository-projects",
    "security-events",
    "statuses",
)
_LEVELS = ("none", "read", "write")


def permissions(workflow: Value, job: Value, *, from_fork: bool) -> dict[str, str]:
    """What the job asks for, else what the workflow asks for, else nothing at all: scopes to "read" or "write".

    GitHub's own answer where neither asks is a setting of the repository; here it is nothing, so that no workflow leans on it.
    For a pull request from a fork every "write" is a "read". WorkflowError for a scope or level that GitHub does not have.
    """
    asked = job if job is not None else workflow
    granted = _granted(asked if asked is not None else {})
    return {scope: "read" if from_fork else level for scope, level in granted.items() if level != "none"}


def is_from_fork(github: Mapping[str, Value]) -> bool:
    """Whether a run is of a pull request whose branch is in another repository: then it gets no secrets and may not write."""
    if github["event_name"] not in ("pull_request", "pull_request_review", "pull_request_review_comment"):
        return False
    head = github["event"]
    for name in ("pull_request", "head", "repo", "full_name"):
        head = mapping(head, name).get(name)
    return head != github["repository"]


def _granted(asked: Value) -> dict[str, str]:
    if asked in ("read-all", "write-all"):
        return dict.fromkeys(SCOPES, str(asked).removesuffix("-all"))
    granted = {scope: to_text(level) for scope, level in mapping(asked, "permissions").items()}
    for scope, level in granted.items():
        if scope not in SCOPES or level not in _LEVELS:
            raise WorkflowError(f"permissions has no {scope}: {level}")
    return granted
