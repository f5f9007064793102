"""The settings of `linkbot watch`: which lists it keeps true, when, and where it keeps its own things."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from linkbot import crontab
from linkbot.duration import Duration

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}", re.ASCII)
_BRANCH = re.compile(r"(?![-/.])(?!.*(?:\.\.|@\{|//))[^\s\x00-\x1f\x7f~^:?*\[\\]{1,200}(?<![/.])", re.ASCII)
"""What git calls a branch, near enough that a command line cannot take one for an option."""
_LISTEN = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<host>[A-Za-z0-9.-]{1,253})):(?P<port>\d{1,5})", re.ASCII)
DAY = 86_400.0


def time_zone(name: str) -> tzinfo:
    """The time zone of that IANA name; UTC is known without a database. Raises ValueError."""
    if name.upper() in ("UTC", "ETC/UTC"):
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError as well as neither
        raise ValueError(f"{name!r} is no time zone that is known here; write UTC, or a name such as Europe/Berlin") from error
    except KeyError as error:
        raise ValueError(
            f"{name!r} is no time zone that is known here; write UTC, or a name such as Europe/Berlin "
            "(pip install tzdata, where the machine has no time zones of its own)"
        ) from error


def _matching(pattern: re.Pattern[str], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"{value!r} is not {what}")
        return value

    return AfterValidator(check)


def _schedule(value: str) -> str:
    crontab.parse(value)
    return " ".join(value.split())


def _zone(value: str) -> str:
    return "UTC" if time_zone(value) is UTC else value


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Target(_Table):
    """`[[watch.targets]]`: one list or repository, and when to look at it."""

    name: Annotated[str, _matching(_NAME, "a name: up to 63 of a-z, 0-9 and -")] = Field(
        description="What it is called in logs, metrics and file names: a-z, 0-9 and `-`."
    )
    repository: Annotated[str, _matching(_REPOSITORY, "a repository: write OWNER/NAME")] | None = Field(
        default=None, description="A repository on GitHub, as OWNER/NAME: it is fetched before each check."
    )
    path: Path | None = Field(default=None, description="A folder on this machine that is checked as it lies there.")
    branch: Annotated[str, _matching(_BRANCH, "the name of a branch")] | None = Field(
        default=None, description="The branch that is checked and published to; unset, the repository's default branch."
    )
    schedule: Annotated[str, AfterValidator(_schedule)] = Field(
        description="When to look: five fields of crontab (`17 3 * * *`), or `@hourly`, `@daily`, `@weekly`, `@monthly`."
    )
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        default="UTC", description="The time zone that the schedule counts in."
    )
    jitter: Duration = Field(
        default=900.0,
        ge=0,
        le=DAY,
        description="The most by which a run is later than its schedule: by how much is drawn from the target's name, and always "
        "the same. 0 is none.",
    )
    publish: bool = Field(default=False, description="Whether pull requests and the issue are kept up to date after a check.")
    timeout: Duration = Field(
        default=3600.0, gt=0, le=7 * DAY, description="The longest that a run may take; what has been found out by then is kept."
    )
    enabled: bool = Field(default=True, description="Whether the schedule is kept; `--once NAME` runs the target all the same.")

    @model_validator(mode="after")
    def _has_a_place(self) -> Target:
        if not (self.repository or self.path):
            raise ValueError(f'target {self.name!r} has neither a repository nor a path; write repository = "OWNER/NAME"')
        if self.publish and not self.repository:
            raise ValueError(f'target {self.name!r} is to publish, and names no repository; write repository = "OWNER/NAME"')
        return self


class WatchSettings(_Table):
    """`[watch]`: how `linkbot watch` runs."""

    targets: tuple[Target, ...] = Field(default=(), description="What is watched: tables `[[watch.targets]]`.")
    state: Path | None = Field(
        default=None,
        description="The folder for what is remembered between runs; unset, what systemd set up, or one of your own.",
    )
    listen: Annotated[str, AfterValidator(lambda value: value and _address(value)[2])] = Field(
        default="127.0.0.1:9467",
        description='Where `/healthz`, `/readyz` and `/metrics` are served, as HOST:PORT; "" is nowhere.',
    )
    concurrency: int = Field(default=1, ge=1, le=100, description="How many targets are looked at at once.")
    grace: Duration = Field(
        default=25.0, ge=0, le=3600, description="How long a run may take to end what it is writing when linkbot is told to stop."
    )
    git_url: Annotated[str, AfterValidator(lambda value: value and _git_server(value))] = Field(
        default="", description="The server that repositories are fetched from; unset, the one that `github_url` belongs to."
    )

    @model_validator(mode="after")
    def _has_no_name_twice(self) -> WatchSettings:
        names = [target.name for target in self.targets]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"two targets have the name {twice!r}; give one of them another")
        return self

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port to listen at; None for nowhere."""
        return _address(self.listen)[:2] if self.listen else None


def _address(value: str) -> tuple[str, int, str]:
    match = _LISTEN.fullmatch(value)
    if not match or int(match["port"]) > 65_535:
        raise ValueError(f"{value!r} is not HOST:PORT; write 127.0.0.1:9467, or [::1]:9467")
    return match["six"] or match["host"], int(match["port"]), value


def _git_server(value: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]{1,260}(?:/[A-Za-z0-9._~/-]{0,200})?", value, re.ASCII):
        raise ValueError(f"{value!r} is no server that git can fetch from; write https://HOST, without a user or a token")
    return value.rstrip("/")
