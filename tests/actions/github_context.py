"""The context `github` of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.actions.documents import mapping
from tests.actions.values import Value, to_text

OF_MACHINE = ("GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITHUB_SERVER_URL")
"""Variables of the runner that decide members of this context, and so reach every program."""

_FIRST_RUN_ID = 9_000_000_000


def github_context(
    *,
    event: str,
    payload: Mapping[str, Value],
    repository: str,
    ref: str,
    sha: str,
    workflow: Path,
    name: str,
    number: int,
    attempt: int,
    env: Mapping[str, str],
) -> dict[str, Value]:
    """All that is the same for every job of a run; `number` counts the runs of the repository from 1."""
    owner = repository.partition("/")[0]
    kind, ref_name = _kind(ref)
    server = env.get("GITHUB_SERVER_URL", "https://github.com")
    sender = mapping(payload.get("sender"), "sender").get("login", owner)
    request = mapping(payload.get("pull_request"), "pull_request")
    return {
        "event_name": event,
        "event": payload,
        "repository": repository,
        "repository_owner": owner,
        "repositoryUrl": f"git://{server.partition('://')[2]}/{repository}.git",
        "ref": ref,
        "ref_name": ref_name,
        "ref_type": kind,
        "ref_protected": False,
        "sha": sha,
        "base_ref": to_text(mapping(request.get("base"), "base").get("ref")),
        "head_ref": to_text(mapping(request.get("head"), "head").get("ref")),
        "actor": sender,
        "triggering_actor": sender,
        "workflow": name,
        "workflow_ref": f"{repository}/.github/workflows/{workflow.name}@{ref}",
        "workflow_sha": sha,
        "run_id": str(_FIRST_RUN_ID + number),
        "run_number": str(number),
        "run_attempt": str(attempt),
        "retention_days": "90",
        "server_url": server,
        "api_url": env.get("GITHUB_API_URL", "https://api.github.com"),
        "graphql_url": env.get("GITHUB_GRAPHQL_URL", "https://api.github.com/graphql"),
        "secret_source": "Actions",
    }


def _kind(ref: str) -> tuple[str, str]:
    """Whether a ref is a branch or a tag, and its short name; a pull request is a branch: `7/merge`."""
    if ref.startswith("refs/tags/"):
        return "tag", ref.removeprefix("refs/tags/")
    return "branch", ref.removeprefix("refs/heads/").removeprefix("refs/pull/")
