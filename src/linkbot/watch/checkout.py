"""A repository as it is now, fetched with git: one commit, its files byte by byte, and nothing of it run."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from linkbot.errors import LinkbotError
from linkbot.watch_settings import Target

Git = Callable[[Sequence[str], Path], Awaitable[tuple[int, str]]]
"""Runs git with these arguments in a folder; its exit code, and why it failed in its own words."""

_ATTRIBUTES = "* -text -eol -ident -filter -working-tree-encoding -export-subst\n"
"""No line end is converted and no program of a filter started, whatever the repository's own attributes say."""

_HIDDEN = ("not found", "returned error: 3", "returned error: 40", "could not read Username", "Authentication failed")
"""What git says of a repository that is not there, or is shown to nobody without the right token."""
_NO_BRANCH = "couldn't find remote ref"


async def fetch(target: Target, server: str, checkout: Path, git: Git) -> None:
    """Brings `checkout` to the target's branch as it is on `server`; one that is damaged is made anew.

    Raises LinkbotError where the repository cannot be fetched.
    """
    await _make(checkout, git)
    where = "HEAD" if target.branch is None else f"refs/heads/{target.branch}"
    url = f"{server}/{target.repository}.git"
    options = ("--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-commit-graph")
    code, said = await git(["fetch", *options, "--", url, where], checkout)
    if code:
        branch = f" (branch {target.branch})" if target.branch else ""
        raise LinkbotError(f"{target.repository}{branch} cannot be fetched from {server}{_told(said)}", hint=_way_out(said))
    code, said = await _put(checkout, git)
    if code:
        raise LinkbotError(
            f"{checkout}: git cannot lay out the files{_told(said)}", hint="see that the disk of the state folder is not full"
        )


async def _make(checkout: Path, git: Git) -> None:
    """An empty repository, unless there is a sound one."""
    is_there = await asyncio.to_thread(_unlock, checkout)
    if is_there and (await git(["rev-parse", "--quiet", "--git-dir"], checkout))[0]:
        await asyncio.to_thread(shutil.rmtree, checkout)
        is_there = False
    if not is_there:
        await asyncio.to_thread(checkout.mkdir, mode=0o700, parents=True)
        code, said = await git(["init", "--quiet", "--template="], checkout)
        if code:
            raise LinkbotError(f"{checkout}: git cannot make a repository{_told(said)}", hint="see that the disk is not full")
    (checkout / ".git" / "info").mkdir(exist_ok=True)
    (checkout / ".git" / "info" / "attributes").write_text(_ATTRIBUTES, encoding="ascii")


def _unlock(checkout: Path) -> bool:
    """Whether there is a checkout. Nobody else works in it, so the locks in it are left over from a kill, and go."""
    for lock in (checkout / ".git").rglob("*.lock"):
        lock.unlink(missing_ok=True)
    return checkout.is_dir()


async def _put(checkout: Path, git: Git) -> tuple[int, str]:
    """Lays out the files of what was fetched, and nothing else."""
    code, said = await git(["checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"], checkout)
    return (code, said) if code else await git(["clean", "--quiet", "-ffdx"], checkout)


def _told(said: str) -> str:
    return f": {said}" if said else ""


def _way_out(said: str) -> str:
    """What can be done where git says so; "" where nobody but the network can do anything."""
    if any(sign in said for sign in _HIDDEN):
        return "see that it has this name (a new one is not followed), and that a token may read it if it is private"
    return "see that it has this branch" if _NO_BRANCH in said else ""
