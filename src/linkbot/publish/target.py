"""Which repository is published to, and whether this run can write to it at all."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from linkbot.errors import ConfigError, InputError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(?:_[A-Za-z0-9]+)?/[A-Za-z0-9._-]+")  # owner/name; o_short: a managed user
_SCP = re.compile(r"(?:[^@/\s]+@)?([^:/\s]+):(?!//)/?(.+)")  # git@github.com:owner/name.git
_SSH_OVER_HTTPS = "ssh."  # ssh.github.com, on port 443, is github.com
_HINT = "Give --repository OWNER/NAME."
_PULLS = frozenset({"pull_request", "pull_request_review", "pull_request_review_comment"})
_DEPENDABOT = "dependabot[bot]"


def repository_of(given: str, environ: Mapping[str, str], folder: Path, api_url: str) -> str:
    """The repository as owner/name: the one `given`, else the workflow's, else where git's `origin` in `folder` leads.

    An origin counts only where it is at the GitHub whose API `api_url` is. Raises ConfigError, and InputError for the origin.
    """
    for name, source in ((given, "--repository"), (environ.get("GITHUB_REPOSITORY", ""), "GITHUB_REPOSITORY")):
        if name:
            return _checked(name, source)
    return _of_origin(_origin(folder), api_url)


def is_fork_event(environ: Mapping[str, str]) -> bool:
    """Whether this is a workflow's run for a pull request from a fork, or by Dependabot: its token may only read.

    Decided from the event alone, before anything is written. A payload that cannot be read counts as one.
    """
    event = environ.get("GITHUB_EVENT_NAME", "")
    if environ.get("GITHUB_ACTOR") == _DEPENDABOT and event in {*_PULLS, "push", "create"}:
        return True
    if event not in _PULLS:
        return False
    try:
        payload = json.loads(Path(environ.get("GITHUB_EVENT_PATH", "")).read_bytes())
        head, base = payload["pull_request"]["head"]["repo"], payload["pull_request"]["base"]["repo"]
        return head is None or head["full_name"] != base["full_name"]  # None: the fork is gone
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _checked(name: str, source: str) -> str:
    if not _NAME.fullmatch(name):
        raise ConfigError(f"{source}: not a repository: {name!r}", hint="Write it as OWNER/NAME.")
    return name


def _origin(folder: Path) -> str:
    try:
        done = subprocess.run(
            ["git", "remote", "get-url", "origin"],  # noqa: S607 - git is found as the user's shell finds it
            cwd=folder,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        raise InputError(f"{folder} has no git remote `origin`, so the repository is not known", hint=_HINT) from None
    return done.stdout.decode(errors="replace").strip()


def _of_origin(origin: str, api_url: str) -> str:
    """The repository that a remote's address names. The address may hold a password, so it is never shown."""
    host, path = _parts(origin)
    here = _web_host(api_url)
    if host.removeprefix(_SSH_OVER_HTTPS) != here:
        place = f"at {host}" if host else "on this machine"
        raise InputError(f"git's `origin` is {place}, and not at {here}", hint=f"{_HINT} For another GitHub, set `github_url`.")
    name = path.strip("/").removesuffix(".git")
    if not _NAME.fullmatch(name):
        raise InputError(f"git's `origin` at {host} does not look like a repository", hint=_HINT)
    return name


def _parts(origin: str) -> tuple[str, str]:
    """Host (in lower case, without a port) and path of a remote's address, in any of git's forms; no host for a local path."""
    if "://" in origin:
        try:
            parts = urlsplit(origin)
            return (parts.hostname or "").lower(), parts.path
        except ValueError:  # brackets of no IPv6 address
            return "", ""
    match = _SCP.fullmatch(origin)
    return (match[1].lower(), match[2]) if match else ("", origin)


def _web_host(api_url: str) -> str:
    """The host of the pages: api.github.com has github.com, api.NAME.ghe.com NAME.ghe.com, an Enterprise server its own."""
    return (urlsplit(api_url).hostname or "").lower().removeprefix("api.")
