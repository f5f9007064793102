"""The state folder of the watch: what lies where in it, and what is remembered of each target."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from platformdirs import user_state_path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from linkbot.errors import LinkbotError

Outcome = Literal["running", "success", "failure", "timeout", "interrupted"]


class Memory(BaseModel):
    """What is remembered of a target. All that is not known yet is None."""

    model_config = ConfigDict(frozen=True, extra="ignore")  # an older linkbot reads what a newer one wrote

    known_since: AwareDatetime
    last_start: AwareDatetime | None = None
    last_end: AwareDatetime | None = None
    last_success: AwareDatetime | None = None
    last_outcome: Outcome | None = None
    findings: dict[str, int] = Field(default_factory=dict)

    @property
    def was_cut_short(self) -> bool:
        """Whether the last run was not its target's to end: linkbot was stopped, or died."""
        return self.last_outcome in ("running", "interrupted")


class Folder:
    """The state folder. Everything in it is the watch's own, and named after the targets."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prepare(self) -> None:
        """Makes the folder, for nobody else to read. Raises LinkbotError where it cannot be written to."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for part in ("targets", "locks", "reports", "checkouts"):
                (self.path / part).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise LinkbotError(
                f"{error.filename}: the state folder cannot be made: {error.strerror}",
                hint="set `state` in [watch] to a folder that linkbot may write to",
            ) from error
        if trouble := self.trouble():
            raise LinkbotError(trouble, hint="set `state` in [watch] to a folder that linkbot may write to")

    def trouble(self) -> str:
        """Why nothing can be kept here, "" where it can: found out by writing."""
        try:
            _write(self.path / "writable", str(os.getpid()))
        except OSError as error:
            return f"{self.path}: the state folder cannot be written: {error.strerror}"
        return ""

    def recall(self, name: str, now: datetime) -> Memory:
        """What is remembered of a target; one that nothing is known of is known from `now` on, and that is kept.

        A file that cannot be understood is set aside as `NAME.json.broken`. Raises LinkbotError where the folder cannot be used.
        """
        file = self._memory(name)
        try:
            return Memory.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            pass
        except ValidationError:
            with suppress(OSError):
                file.replace(file.with_name(file.name + ".broken"))
        except OSError as error:
            raise _unusable(file, error) from error
        memory = Memory(known_since=now)
        self.remember(name, memory)
        return memory

    def remember(self, name: str, memory: Memory) -> None:
        """Keeps what is known of a target, whole or not at all. Raises LinkbotError."""
        try:
            _write(self._memory(name), memory.model_dump_json(indent=2) + "\n")
        except OSError as error:
            raise _unusable(self._memory(name), error) from error

    def lock(self, name: str) -> Path:
        """The file that whoever runs a target holds."""
        return self.path / "locks" / f"{name}.lock"

    @property
    def daemon_lock(self) -> Path:
        """The file that the one daemon of this folder holds."""
        return self.path / "watch.lock"

    def report(self, name: str) -> Path:
        """The report of a target's last check."""
        return self.path / "reports" / f"{name}.json"

    def checkout(self, name: str) -> Path:
        """Where a target's repository is fetched to."""
        return self.path / "checkouts" / name

    @property
    def store(self) -> Path:
        """The answers that all targets share, so that a link that two lists have is asked once."""
        return self.path / "evidence.sqlite3"

    def _memory(self, name: str) -> Path:
        return self.path / "targets" / f"{name}.json"


def default_folder(environ: Mapping[str, str]) -> Path:
    """The folder that systemd made for the service, else one of the user's own."""
    given = environ.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(given) if given else user_state_path("linkbot") / "watch"


def _write(file: Path, text: str) -> None:
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _unusable(file: Path, error: OSError) -> LinkbotError:
    return LinkbotError(f"{file}: cannot be used: {error.strerror}", hint="see that linkbot may read and write its state folder")
