"""Stands in for actions/checkout: fetches from a repository on this machine."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.actions.calls import ActionError, Call

# A hosted git server gives any commit that is asked for by its name; a repository on disk must be told to.
_SERVE_ANYTHING = "git -c uploadpack.allowAnySHA1InWant=true -c safe.directory=* upload-pack"
_INPUTS = (
    "repository",
    "ref",
    "token",
    "ssh-key",
    "ssh-known-hosts",
    "ssh-strict",
    "ssh-user",
    "persist-credentials",
    "path",
    "clean",
    "filter",
    "sparse-checkout",
    "sparse-checkout-cone-mode",
    "fetch-depth",
    "fetch-tags",
    "show-progress",
    "reference",
    "lfs",
    "submodules",
    "set-safe-directory",
    "github-server-url",
)


def checkout(call: Call) -> None:
    """Puts a commit of a repository into the workspace. What is no git repository is copied as it is."""
    call.accept_only(*_INPUTS)
    call.refuse("submodules", "lfs", "filter", "sparse-checkout", "ssh-key", "github-server-url")
    name = call.read("repository", call.about("repository"))
    source = call.source if name == call.about("repository") else call.repositories.get(name)
    if source is None:
        raise ActionError(f"fatal: repository '{call.about('server_url')}/{name}/' not found")
    target = call.machine.workspace / call.read("path", ".")
    target.mkdir(parents=True, exist_ok=True)
    if call.read_flag("clean", default=True):
        _empty(target)
    if not ((source / ".git").exists() or (source / "HEAD").is_file()):
        shutil.copytree(source, target, dirs_exist_ok=True, symlinks=True)
        return
    wanted = call.read("ref") or (call.about("sha") if name == call.about("repository") else "")
    _fetch(call, target, source, name, wanted)
    if call.read_flag("persist-credentials", default=True):
        _persist(call, target)
    commit = _git(target, "rev-parse", "HEAD")
    call.answer("ref", wanted)
    call.answer("commit", commit)
    call.log(f"HEAD is now at {commit}")


def _fetch(call: Call, target: Path, source: Path, name: str, wanted: str) -> None:
    depth = call.read("fetch-depth", "1")
    _git(target, "init", "--quiet", "--initial-branch=main")
    _git(target, "config", "remote.origin.url", f"{call.about('server_url')}/{name}")
    _git(target, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    tags = "+refs/tags/*:refs/tags/*"
    whole = ["+refs/heads/*:refs/remotes/origin/*", tags]
    here = "refs/linkbot-checkout/wanted"
    reach = [] if depth == "0" else [f"--depth={depth}"]
    more = [tags] if call.read_flag("fetch-tags", default=False) else []
    specifications = [*(whole if depth == "0" else more), f"+{_full_name(source, wanted)}:{here}"]
    _git(
        target,
        "fetch",
        "--quiet",
        "--no-tags",
        f"--upload-pack={_SERVE_ANYTHING}",
        *reach,
        source.resolve().as_uri(),
        *specifications,
    )
    branch = _branch(call, name, wanted)
    if branch:
        _git(target, "update-ref", f"refs/remotes/origin/{branch}", here)
        _git(target, "checkout", "--quiet", "--force", "-B", branch, here)
    else:
        _git(target, "checkout", "--quiet", "--force", "--detach", here)
    _git(target, "update-ref", "-d", here)


def _full_name(source: Path, wanted: str) -> str:
    """A branch or tag by its full name; a commit, or a full name, as it is; nothing is the default branch."""
    if not wanted:
        return "HEAD"
    for name in (wanted, f"refs/heads/{wanted}", f"refs/tags/{wanted}"):
        if _succeeds(source, "show-ref", "--verify", "--quiet", name):
            return name
    return wanted


def _branch(call: Call, name: str, wanted: str) -> str:
    """The branch that is checked out, the empty text where it is a tag, a pull request or a commit alone."""
    full = call.about("ref") if name == call.about("repository") and wanted == call.about("sha") else wanted
    if full.startswith("refs/"):
        return full.removeprefix("refs/heads/") if full.startswith("refs/heads/") else ""
    return full if full and _succeeds(call.source, "show-ref", "--verify", "--quiet", f"refs/heads/{full}") else ""


def _persist(call: Call, target: Path) -> None:
    """Leaves the token where a later `git push` of the job finds it, and takes it away when the job ends."""
    token = call.read("token", call.about("token"))
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode("ascii")
    call.machine.masks.add(secret)
    name = f"http.{call.about('server_url')}/.extraheader"
    _git(target, "config", "--local", name, f"AUTHORIZATION: basic {secret}")
    call.at_end("always()", lambda: _forget(target, name))


def _forget(target: Path, name: str) -> None:
    if (target / ".git").exists():
        _succeeds(target, "config", "--local", "--unset-all", name)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _git(folder: Path, *arguments: str) -> str:
    done = _run(folder, arguments)
    if done.returncode != 0:
        raise ActionError(f"The process '/usr/bin/git' failed with exit code {done.returncode}: {done.stderr.strip()}")
    return done.stdout.strip()


def _succeeds(folder: Path, *arguments: str) -> bool:
    return _run(folder, arguments).returncode == 0


def _run(folder: Path, arguments: Iterable[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", "-c", "safe.directory=*", *arguments], cwd=folder, capture_output=True, text=True, check=False)
