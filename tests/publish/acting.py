"""A list that rots in known ways, a report about it without a network, and one night of publishing to a hub."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.hub.hub import Hub
from tests.hub.repository import Repository as Stored
from tests.unit.reports import NOON, a_finding, a_report, an_evidence

from linkbot.account import git_blob
from linkbot.config import Settings
from linkbot.model.finding import fingerprint
from linkbot.model.publishing import PublishSettings
from linkbot.model.report import DocumentRow, EditRow, FindingRow, FixRow, Report
from linkbot.publish.client import open_courier, who
from linkbot.publish.publishing import Published, publish
from linkbot.publish.repository import Hub as Repository
from linkbot.publish.views import Stamp
from linkbot.publish.writing import Courier
from linkbot.rulebook import load_rulebook

NAME = "curator/list"
NIGHT = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
BOT = "github-actions[bot]"


@dataclass(frozen=True, slots=True)
class Rot:
    """One way to rot: what it looks like in a list, what is right, and the rule that says so."""

    pattern: re.Pattern[str]
    right: str
    code: str
    name: str
    applicability: str


ROTS = (
    Rot(re.compile(r"http://moved\.example/(\w+)"), "https://moved.example/{}", "LB102", "moved-link", "safe"),
    Rot(re.compile(r"https://github\.com/old/(\w+)"), "https://github.com/new/{}", "LB302", "renamed-repository", "safe"),
    Rot(re.compile(r"\bMya (\d{4})"), "May {}", "LB404", "malformed-date", "unsafe"),
    Rot(re.compile(r"https://dead\.example/(\w+)"), "", "LB101", "dead-link", ""),
)


def moved(key: object) -> str:
    """An item whose page has moved: group `links`."""
    return f"- [Page {key}](http://moved.example/{key}) - of {key}.\n"


def renamed(key: object) -> str:
    """An item whose repository has another name: group `repositories`."""
    return f"- [Code {key}](https://github.com/old/{key}) - of {key}.\n"


def misdated(key: int) -> str:
    """An item with a misspelt month: group `metadata`."""
    return f"- [Paper {key}](https://papers.example/{key}), Mya {1990 + key}\n"


def dead(key: object) -> str:
    """An item whose page is gone: for the dashboard."""
    return f"- [Gone {key}](https://dead.example/{key})\n"


def a_list(*items: str) -> bytes:
    """A list of such items."""
    return "".join(["# A list\n\n", *items, "- [Sound](https://sound.example/)\n"]).encode()


def report_of(files: Mapping[str, bytes]) -> Report:
    """What a check would report of `files`."""
    documents = [
        DocumentRow(
            path=path,
            sha256="0" * 64,
            git_blob=git_blob(data),
            encoding="utf-8",
            newline="\n",
            size=len(data),
            links=0,
            entries=0,
        )
        for path, data in files.items()
    ]
    return a_report(documents=documents, findings=[row for path, data in files.items() for row in _findings(path, data.decode())])


def fingerprint_of(item: str, path: str = "README.md") -> str:
    """The fingerprint of the finding on an item."""
    return next(_findings(path, item)).fingerprint


def _findings(path: str, text: str) -> Iterator[FindingRow]:
    for rot in ROTS:
        for match in rot.pattern.finditer(text):
            start, end = (len(text[:at].encode()) for at in match.span())
            edit = EditRow(span=(start, end), text=rot.right.format(match[1]))
            fix = FixRow(title="mend it", applicability=rot.applicability, edits=[edit], proof="it is so") if rot.right else None
            line = text.count("\n", 0, match.start())
            fields: dict[str, Any] = {
                "code": rot.code,
                "name": rot.name,
                "path": path,
                "line": line + 1,
                "span": (start, end),
                "url": match[0] if "//" in match[0] else "",
                "subject": match[0],
                "message": "it is not what it was",
                "fingerprint": fingerprint(rot.code, path, match[0], "", 0),
                "evidence": [an_evidence()],
                "fix": fix,
            }
            yield a_finding(text.split("\n")[line], match[0], **fields)


class Time:
    """A clock, in seconds, that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Night:
    """linkbot's nightly run on a repository of a hub: what it may do, and how its settings are."""

    hub: Hub
    repository: Stored
    token: str = ""
    name: str = NAME
    settings: PublishSettings = field(default_factory=PublishSettings)
    couriers: list[Courier] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.token = self.token or self.hub.actions_token(NAME, contents="write", issues="write", pull_requests="write")

    def check(self) -> Report:
        """What the check of this moment finds in the default branch."""
        return report_of({path: data for path, data in self.repository.files().items() if path.endswith(".md")})

    def publish(self, report: Report | None = None, *, fewer_files: bool = False) -> Published:
        """Publishes what is found now, or `report`."""
        settings = Settings(github_url=self.hub.url, github_token=self.token)
        time = Time()
        courier = open_courier(settings, self.name, {}, clock=time, sleep=time.sleep)
        self.couriers.append(courier)
        try:
            hub = Repository(courier, self.name, who(courier, settings, self.name))
            stamp = Stamp(self.hub.clock.now().date(), "0.1")
            return publish(report or self.check(), hub, load_rulebook(), self.settings, stamp, fewer_files=fewer_files)
        finally:
            courier.close()

    def writes(self) -> list[str]:
        """What was written since the hub began, as method and path."""
        return [f"{request.method} {request.path.removeprefix(f'/repos/{NAME}')}" for request in self.hub.writes]


__all__ = [
    "BOT",
    "NAME",
    "NIGHT",
    "NOON",
    "Night",
    "a_list",
    "dead",
    "fingerprint_of",
    "misdated",
    "moved",
    "renamed",
    "report_of",
]
