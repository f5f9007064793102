"""One run of a target: fetch, check, publish, each in a process of its own, and what is remembered of it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shlex import quote

from linkbot.config import Settings
from linkbot.errors import LinkbotError
from linkbot.watch.checkout import fetch
from linkbot.watch.environment import for_check, for_git, for_publish, git_server, tokens
from linkbot.watch.folder import Folder, Outcome
from linkbot.watch.leash import Cut, Leash
from linkbot.watch.lock import held
from linkbot.watch.log import Level, Say
from linkbot.watch_settings import Target, WatchSettings

LINKBOT = (sys.executable, "-P", "-m", "linkbot")
"""linkbot itself; -P, for it is started in folders whose files are a stranger's, and must import none of them."""
_CHECKED = (0, 1)
"""The exit codes of a check that was made."""


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a run needs to know beside its target. `base` is what relative paths of targets are relative to."""

    settings: Settings
    watch: WatchSettings
    folder: Folder
    base: Path
    environ: Mapping[str, str]
    linkbot: Sequence[str] = LINKBOT


async def run(target: Target, setup: Setup, say: Say, begun: Callable[[Leash], None]) -> Outcome:
    """Runs a target, whoever asks for it, unless it is being run: HeldElsewhere. How it went is told, and remembered.

    `begun` is given what the run's processes are held by. Raises LinkbotError where the state folder cannot be used.
    """
    started = _now()
    with held(setup.folder.lock(target.name), f"target {target.name}", started) as lock:
        memory = setup.folder.recall(target.name, started).model_copy(update={"last_start": started, "last_outcome": "running"})
        setup.folder.remember(target.name, memory)
        say("run_started", "the run begins", target=target.name)
        leash = Leash((lock,))
        begun(leash)
        limit = asyncio.create_task(leash.expire(target.timeout))
        outcome: Outcome
        trouble = ""
        findings = memory.findings
        try:
            findings = await _carry_out(target, setup, partial(say, target=target.name), leash)
            outcome = "success"
        except Cut:
            outcome = leash.cause or "interrupted"
        except (LinkbotError, OSError) as error:
            outcome = "failure"
            hint = f" (hint: {error.hint})" if isinstance(error, LinkbotError) and error.hint else ""
            trouble = f"{error}{hint}"
        finally:
            limit.cancel()
        ended = _now()
        kept = {"last_end": ended, "last_outcome": outcome, "findings": findings}
        success = {"last_success": ended} if outcome == "success" else {}
        setup.folder.remember(target.name, memory.model_copy(update={**kept, **success}))
        told = trouble or f"{_found(findings)}; to read them: linkbot report {quote(str(setup.folder.report(target.name)))}"
        _tell(target, outcome, told, (ended - started).total_seconds(), say)
    return outcome


async def _carry_out(target: Target, setup: Setup, say: Say, leash: Leash) -> dict[str, int]:
    """The findings by severity. Raises Cut, or LinkbotError and OSError where a step fails."""
    known = tokens(setup.settings, setup.environ)
    place = await _place(target, setup, say, leash)
    report = setup.folder.report(target.name)
    report.unlink(missing_ok=True)  # what is published is what was found out now
    check = [*setup.linkbot, "check", "--quiet", "--no-progress", "--color=never", "--output", f"json={report}"]
    environment = for_check(setup.environ, setup.settings, setup.folder.store, known)
    heard = _Heard("check", say)
    code = await leash.run(check, folder=place, environment=environment, heard=heard, is_data_dropped=True)
    if code not in _CHECKED:
        raise heard.failure(f"the check ended with exit code {code}")
    heard.tell_rest()
    findings = await asyncio.to_thread(_findings, report)
    if target.publish:
        if leash.cause:
            raise Cut
        base = ["--base", target.branch] if target.branch else []
        publish = [*setup.linkbot, "publish", str(report), "--repository", str(target.repository), *base]
        environment = for_publish(setup.environ, setup.settings, known)
        heard = _Heard("publish", say)
        if code := await leash.run(publish, folder=place, environment=environment, heard=heard):
            raise heard.failure(f"publishing ended with exit code {code}")
        heard.tell_rest()
    return findings


async def _place(target: Target, setup: Setup, say: Say, leash: Leash) -> Path:
    """The folder that the target's lists lie in; a repository is fetched."""
    if target.path:
        path = setup.base / target.path.expanduser()
        if not path.is_dir():
            raise LinkbotError(
                f"{path}: there is no such folder", hint="a path in [[watch.targets]] is relative to its linkbot.toml"
            )
        return path
    server = git_server(setup.settings)
    environment = for_git(setup.environ, setup.settings, server, tokens(setup.settings, setup.environ))

    async def git(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
        heard = _Heard("git", say)
        code = await leash.run(["git", *arguments], folder=folder, environment=environment, heard=heard)
        return code, heard.error

    checkout = setup.folder.checkout(target.name)
    await fetch(target, server, checkout, git)
    return checkout


class _Heard:
    """Passes on what a process prints, but its last `error` and the hint to that, which its end is told with."""

    def __init__(self, step: str, say: Say) -> None:
        self.error = ""
        self._hint = ""
        self._last = ""
        self._step = step
        self._say = say

    def __call__(self, line: str) -> None:
        mark, _, words = line.strip().partition(": ")
        if mark in ("error", "fatal"):
            self.tell_rest()
            self.error = words
        elif mark == "hint" and self.error and not self._hint:
            self._hint = words
        else:
            self._tell(line)
            self._last = line.strip()

    def tell_rest(self) -> None:
        """Tells what was held back."""
        for mark, words in (("error", self.error), ("hint", self._hint)):
            if words:
                self._tell(f"{mark}: {words}")
        self.error = self._hint = ""

    def failure(self, what: str) -> LinkbotError:
        """`what` happened, in the process's own words: its error, or else its last line."""
        words = self.error or self._last
        return LinkbotError(f"{what}: {words}" if words else what, hint=self._hint)

    def _tell(self, line: str) -> None:
        self._say("output", f"{self._step}: {line}", step=self._step)


def _findings(report: Path) -> dict[str, int]:
    """How many findings of each severity a report has."""
    with suppress(ValueError, KeyError, TypeError):
        return dict(Counter(row["severity"] for row in json.loads(report.read_bytes())["findings"]))
    raise LinkbotError(f"{report}: not the report of a check")


def _found(findings: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {severity}" for severity, count in sorted(findings.items())) or "none"


def _tell(target: Target, outcome: Outcome, told: str, seconds: float, say: Say) -> None:
    text = {
        "success": f"the run is done; findings: {told}",
        "failure": f"the run failed: {told}",
        "timeout": f"the run had its {target.timeout:.0f} s and was ended; the next one goes on where it was",
        "interrupted": "the run was interrupted; the next start makes up for it",
    }.get(outcome, outcome)
    level: Level = "info" if outcome in ("success", "interrupted") else "error"
    say("run_ended", f"{text} ({seconds:.0f} s)", target=target.name, level=level, outcome=outcome, seconds=round(seconds, 3))


def _now() -> datetime:
    return datetime.now(UTC)
