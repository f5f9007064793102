"""Stands in for actions/upload-artifact and actions/download-artifact: an artifact is a folder of the run."""

from __future__ import annotations

import fnmatch
import os
import shutil
from pathlib import Path

from tests.actions.calls import ActionError, Call
from tests.actions.documents import WorkflowError
from tests.actions.globs import Pattern, files, patterns

_UPLOAD = (
    "name",
    "path",
    "if-no-files-found",
    "retention-days",
    "compression-level",
    "overwrite",
    "include-hidden-files",
    "archive",
)
_DOWNLOAD = (
    "name",
    "artifact-ids",
    "path",
    "pattern",
    "merge-multiple",
    "github-token",
    "repository",
    "run-id",
    "skip-decompress",
    "digest-mismatch",
)
_FORBIDDEN = '":<>|*?\r\n\\/'


def upload_artifact(call: Call) -> None:
    """Keeps files for later jobs of the run. Hidden files are left out unless they are asked for; modes are lost."""
    call.accept_only(*_UPLOAD)
    if not call.read_flag("archive", default=True):
        raise WorkflowError(f"{call.step.name}: the stand-in knows no artifact without an archive")
    name = call.read("name", "artifact")
    if any(letter in _FORBIDDEN for letter in name):
        raise ActionError(f"The artifact name is not valid: {name}. Contains the following character: one of {_FORBIDDEN!r}")
    wanted = patterns(call.read("path"), call.machine.workspace, Path(call.environment["HOME"]))
    found = files(wanted, hidden=call.read_flag("include-hidden-files", default=False))
    if not found:
        _tell_nothing_found(call)
        return
    folder = _folder(call) / name
    if folder.exists():
        if not call.read_flag("overwrite", default=False):
            raise ActionError(
                "Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: "
                "an artifact with this name already exists on the workflow run"
            )
        shutil.rmtree(folder)
    root = _root(wanted, found)
    for path in found:
        _copy(path, folder / path.relative_to(root))
    call.answer("artifact-id", str(len(list(_folder(call).iterdir()))))
    call.log(f"Artifact {name} has been successfully uploaded! {len(found)} file(s)")


def download_artifact(call: Call) -> None:
    """Brings one artifact into the path; without a name all of them, each into a folder of its name."""
    call.accept_only(*_DOWNLOAD)
    call.refuse("artifact-ids", "github-token", "repository", "run-id", "skip-decompress")
    target = call.machine.workspace / Path(call.read("path", ".").replace("~", call.environment["HOME"], 1))
    name = call.read("name")
    if name:
        if not (_folder(call) / name).is_dir():
            raise ActionError(f"Unable to download artifact(s): Artifact not found for name: {name}")
        found = [name]
    else:
        found = fnmatch.filter(_names(_folder(call)), call.read("pattern", "*"))
    together = bool(name) or call.read_flag("merge-multiple", default=False)
    for each in found:
        shutil.copytree(_folder(call) / each, target if together else target / each, dirs_exist_ok=True)
    call.answer("download-path", str(target))
    call.log(f"Total of {len(found)} artifact(s) downloaded")


def _tell_nothing_found(call: Call) -> None:
    message = f"No files were found with the provided path: {call.read('path')}. No artifacts will be uploaded."
    match call.read("if-no-files-found", "warn"):
        case "error":
            raise ActionError(message)
        case "warn":
            call.listener.warning(message)
        case "ignore":
            call.log(message)
        case other:
            raise ActionError(f"Unrecognized if-no-files-found input. Provided: {other}. Available options: warn,error,ignore")


def _root(wanted: list[Pattern], found: list[Path]) -> Path:
    """What the paths in the artifact are relative to: the one search path, or the folder that all of them have in common."""
    starts = {pattern.search_path for pattern in wanted if not pattern.takes_away}
    starts = {start for start in starts if not any(other in start.parents for other in starts)}
    root = Path(os.path.commonpath(starts))
    return root.parent if found == [root] else root


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _folder(call: Call) -> Path:
    return call.stores / "artifacts" / call.about("run_id")
