"""Targets to run, and a small program in the place of linkbot that notes how it was started and does what a test says."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from linkbot.config import Settings
from linkbot.watch.folder import Folder
from linkbot.watch.log import Level
from linkbot.watch.run import LINKBOT, Setup
from linkbot.watch_settings import Target, WatchSettings

_PROGRAM = """
import json, os, pathlib, signal, subprocess, sys, time
home, step = pathlib.Path(sys.argv[1]), sys.argv[2]
with (home / "started").open("a") as file:
    file.write(json.dumps({"arguments": sys.argv[2:], "folder": os.getcwd(), "environment": dict(os.environ)}) + "\\n")
def report(*severities):
    pathlib.Path(sys.argv[-1].partition("=")[2]).write_text(json.dumps({"findings": [{"severity": each} for each in severities]}))
exec((home / step).read_text())
"""
WELL = 'report("error", "warning", "warning"); sys.exit(1)'


@dataclass
class Program:
    """What `linkbot check` and `linkbot publish` do instead: Python code, in which `report(...)` writes a report."""

    home: Path
    check: str = WELL
    publish: str = "sys.exit(0)"

    def command(self) -> tuple[str, ...]:
        (self.home / "check").write_text(self.check)
        (self.home / "publish").write_text(self.publish)
        return (sys.executable, "-I", "-c", _PROGRAM, str(self.home))

    @property
    def started(self) -> list[dict[str, Any]]:
        """How it was started, each time."""
        file = self.home / "started"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def steps(self) -> list[str]:
        return [start["arguments"][0] for start in self.started]


@dataclass
class Told:
    """Every event, as it was told."""

    events: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, event: str, text: str, *, target: str = "", level: Level = "info", **facts: str | float) -> None:
        self.events.append((event, text))

    def of(self, event: str) -> list[str]:
        return [text for name, text in self.events if name == event]


def a_target(name: str = "my-list", **settings: object) -> Target:
    return Target.model_validate({"name": name, "path": "list", "schedule": "@daily", "jitter": 0, **settings})


def a_setup(
    folder: Path, *targets: Target, program: Program | None = None, environ: Mapping[str, str] | None = None, **settings: object
) -> Setup:
    """A watch whose state and lists lie in `folder`."""
    (folder / "list").mkdir(exist_ok=True)
    own = {name: settings.pop(name) for name in WatchSettings.model_fields.keys() & settings.keys()}
    watch = WatchSettings.model_validate({"targets": targets, "listen": "127.0.0.1:0", **own})
    state = Folder(folder / "state")
    state.prepare()
    command = program.command() if program else LINKBOT
    known = {"PATH": os.environ["PATH"], **(environ or {})}
    return Setup(Settings.model_validate({"watch": watch, **settings}), watch, state, folder, known, command)
