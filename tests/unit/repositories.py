"""Real git repositories for tests, the same on every machine whatever its user has configured."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}


@dataclass(frozen=True)
class Repository:
    """A working tree at `path`."""

    path: Path

    @classmethod
    def at(cls, path: Path, **files: str | bytes) -> Repository:
        """A new one on the branch main, with one commit of `files` where any are given."""
        path.mkdir(parents=True, exist_ok=True)
        repository = cls(path)
        repository.git("-c", "init.templateDir=", "init", "-q", "-b", "main")
        if files:
            repository.commit(files)
        return repository

    def git(self, *words: str | bytes) -> str:
        """What git answers. Raises subprocess.CalledProcessError."""
        environment = {**os.environ, **ALONE}
        done = subprocess.run(["git", *words], cwd=self.path, check=True, capture_output=True, env=environment)
        return done.stdout.decode().strip()

    def write(self, files: dict[str, str | bytes]) -> None:
        """Files of the working tree, nothing of which git is told; text is written as it is."""
        for name, content in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: dict[str, str | bytes] | None = None) -> str:
        """The id of a commit of `files` and of all else that is in the working tree."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("-c", "core.hooksPath=", "commit", "-q", "--allow-empty", "--no-gpg-sign", "-m", "A step")
        return self.git("rev-parse", "HEAD")
