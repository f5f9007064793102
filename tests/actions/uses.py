"""Finds what a `uses:` means: an action in a folder of this machine, or the stand-in of a remote one."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from tests.actions.calls import StandIn
from tests.actions.documents import WorkflowError


@dataclass(frozen=True)
class Folder:
    """A composite action in a folder; `root` is its repository, `reference` what stands after the `@`."""

    path: Path
    root: Path
    repository: str = ""
    reference: str = ""


@dataclass
class Uses:
    """What a run may use."""

    stand_ins: Mapping[str, StandIn]
    local: Mapping[str, Path]
    """Folders of repositories with actions, by their names."""
    source: Path
    """The workflow's own repository."""
    stores: Path
    """The folder that outlives the machines."""
    _own: dict[str, Path] = field(default_factory=dict)

    def find(self, uses: str, workspace: Path, root: Path | None, commit: str) -> Folder | StandIn:
        """What `uses` means; WorkflowError where GitHub, or this runner, has no such action.

        `root`: the repository of the composite action that `uses` stands in, None in a workflow; there `$/` is `commit`.
        """
        if uses.startswith("./"):
            # In an action too it is the workspace, not the action's own repository.
            return Folder(workspace / uses, workspace)
        if uses.startswith("$/"):
            repository = root or self._checked_out(commit)
            return Folder(repository / uses[2:], repository)
        name, at, reference = uses.partition("@")
        if not at or not reference or name.count("/") < 1:
            raise WorkflowError(f"Expected format {{org}}/{{repo}}[/path]@ref. Actual '{uses}'")
        if name in self.stand_ins:
            return self.stand_ins[name]
        owner, repository_name, *path = name.split("/")
        folder = self.local.get(f"{owner}/{repository_name}")
        if folder is None:
            raise WorkflowError(
                f"no stand-in for the action {uses}: give the runner one, or a folder for {owner}/{repository_name}"
            )
        return Folder(folder.joinpath(*path), folder, f"{owner}/{repository_name}", reference)

    def _checked_out(self, commit: str) -> Path:
        """The workflow's own repository at the commit, as `$/` has it without a checkout; what is no git repository as it is."""
        if not ((self.source / ".git").exists() or (self.source / "HEAD").is_file()):
            return self.source
        if commit not in self._own:
            folder = self.stores / "own" / commit
            command = ["git", "-c", "safe.directory=*", "archive", "--format=tar", commit]
            archive = subprocess.run(command, cwd=self.source, capture_output=True, check=True).stdout
            with tarfile.open(fileobj=BytesIO(archive)) as files:
                files.extractall(folder, filter="data")
            self._own[commit] = folder
        return self._own[commit]
