"""What git knows of an earlier state of the repository: its commit, which files have changed since, and their bytes of then."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from linkbot.errors import InputError

_SETTINGS = ("-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "-c", "diff.autoRefreshIndex=false")
_RAW_DIFF = (
    *("diff", "--raw", "-z", "--no-abbrev", "--find-renames", "--no-relative"),
    *("--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=dirty"),
)
_WAY_OUT_OF_SHALLOW = "fetch the whole history: `fetch-depth: 0` for actions/checkout, or `git fetch --unshallow`"
_SUBMODULE = "160000"


@dataclass(frozen=True)
class Revision:
    """The state that a working tree is compared with. Paths are those of git, from `top`, the top of the repository.

    `files` are the paths that were there then. `changed` holds each file of today that is not as it was, and the path that it
    had then, "" where it is new; a file that git does not track is not among them, nor in `tracked`.
    """

    commit: str
    top: Path
    files: frozenset[str]
    tracked: frozenset[str]
    changed: Mapping[str, str]
    _blobs: Mapping[str, str]

    def bytes_of(self, paths: Iterable[str]) -> dict[str, bytes]:
        """What those of `paths` held then that have changed or are gone since, and were files. Raises InputError."""
        wanted = [path for path in dict.fromkeys(paths) if path in self._blobs]
        if not wanted:
            return {}
        names = "".join(f"{self._blobs[path]}\n" for path in wanted).encode()
        answer = _git(self.top, "cat-file", "--batch", given=names)
        return dict(zip(wanted, _contents(answer, self.top), strict=True))


def revision(name: str, folder: Path) -> Revision:
    """The state from which the working tree around `folder` departed: the merge base of `name`, any revision, and HEAD.

    So what the other branch has done in the meantime does not count. Raises InputError that says the way out, where `folder` is
    in no working tree, where `name` is no revision or has no history in common with HEAD, and where git cannot be run.
    """
    if not name or name.startswith("-"):
        raise InputError(f"--since {name!r}: not a revision", hint="name a branch, a tag or a commit: --since origin/main")
    is_shallow, top = _repository(folder)
    commit = _merge_base(name, top, is_shallow=is_shallow)
    tracked = frozenset(_names(_git(top, "ls-files", "-z")))
    files, changed, blobs = set(tracked), {}, {}
    for modes, blob, status, before, after in _raw(_git(top, *_RAW_DIFF, commit, "--")):
        if status in "AR":
            files.discard(after)
        if status != "A":
            files.add(before)
        if status != "D":
            changed[after] = "" if status == "A" else before
        if status != "A" and _SUBMODULE not in modes:
            blobs[before] = blob
    return Revision(commit, top, frozenset(files), tracked, changed, blobs)


def _repository(folder: Path) -> tuple[bool, Path]:
    """Whether the repository around `folder` lacks a part of its history, and its top."""
    try:
        said = _git(folder, "rev-parse", "--is-shallow-repository", "--show-toplevel")
    except _GitError as error:
        if "not a git repository" in error.said:
            way_out = "without --since the whole lists are checked"
            raise InputError(f"--since: {folder} is in no git repository", hint=way_out) from error
        if "must be run in a work tree" in error.said:
            raise InputError(f"--since: {folder} is in no working tree", hint="run linkbot where the files are") from error
        raise
    is_shallow, top = os.fsdecode(said).removesuffix("\n").split("\n", 1)
    return is_shallow == "true", Path(top)


def _merge_base(name: str, top: Path, *, is_shallow: bool) -> str:
    commit = _resolved(name, top)
    if not commit and not _resolved("HEAD", top):
        raise InputError("--since: the repository has no commit yet", hint="commit something first, or leave --since out")
    if not commit:
        hint = (
            _WAY_OUT_OF_SHALLOW
            if is_shallow
            else "`git fetch` brings the branches of others; --since takes one revision, no range"
        )
        raise InputError(f"--since {name}: git knows no such revision here", hint=hint)
    try:
        said = _git(top, "merge-base", "--end-of-options", commit, "HEAD")
    except _GitError as error:
        if error.said:  # a tree or a file has a name, too
            raise InputError(f"--since {name}: not a commit", hint="name a branch, a tag or a commit") from error
        hint = _WAY_OUT_OF_SHALLOW if is_shallow else "name a revision from which this branch departed"
        raise InputError(f"--since {name}: it has no commit in common with HEAD", hint=hint) from error
    return said.decode().strip()


def _resolved(name: str, top: Path) -> str:
    """The object that a revision names, "" where there is none."""
    try:
        return _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", name).decode().strip()
    except _GitError:
        return ""


def _raw(said: bytes) -> Iterator[tuple[tuple[str, str], str, str, str, str]]:
    """Each change of `git diff --raw -z`: both modes, the earlier blob, the status letter, and the path before and after."""
    words = iter(_names(said))
    for word in words:
        mode, new_mode, blob, _, status = word.removeprefix(":").split(" ")
        before = next(words)
        yield (mode, new_mode), blob, status[0], before, next(words) if status[0] in "RC" else before


def _names(said: bytes) -> list[str]:
    return [os.fsdecode(name) for name in said.split(b"\0") if name]


def _contents(answer: bytes, top: Path) -> Iterator[bytes]:
    r"""The objects in an answer of `git cat-file --batch`: `name type size\n`, then the bytes and a line end, for each."""
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        header = answer[at:end].split(b" ")
        if len(header) != 3:
            raise InputError(f"--since: the history of {top} is incomplete: {answer[at:end].decode()}", hint=_WAY_OUT_OF_SHALLOW)
        at = end + 1 + int(header[2])
        yield answer[end + 1 : at]
        at += 1


class _GitError(InputError):
    """git refused; `said` is what it said, "" where it only answered no."""

    def __init__(self, message: str, said: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.said = said


def _git(folder: Path, *words: str, given: bytes = b"") -> bytes:
    """What git answers to `words`, without a shell, in English, and without a change to the index. Raises InputError."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, and names that git is told not to take for options
            ["git", "--no-pager", *_SETTINGS, *words],  # noqa: S607 - git is found as the user's shell finds it
            cwd=folder,
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"},
        )
    except OSError as error:
        raise InputError(
            f"--since needs git, which cannot be run: {error.strerror}", hint="install git, or leave --since out"
        ) from error
    if done.returncode:
        said = done.stderr.decode(errors="backslashreplace").strip()
        first, *rest = said.splitlines() or [""]
        hint = "git itself advises: " + " ".join(line.strip() for line in rest if line.strip()) if rest else ""
        raise _GitError(f"--since: git {words[0]}: {first.removeprefix('fatal: ') or 'it answers no'}", said, hint)
    return done.stdout
