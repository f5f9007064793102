"""What the last run found out, told again where a new run could not find out anything else.

A report follows from the lists, the settings, the rules, linkbot itself, the day, the answers in the store and the files that
the lists link to. While all of them are as they were, and every answer may still be believed, running again is a waste.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

import pydantic

from linkbot.config import Settings
from linkbot.kept_rules import rules_stamp
from linkbot.model.evidence import Evidence, Found
from linkbot.model.report import ENTRIES, LINKS, Report
from linkbot.read import File
from linkbot.report.hints import hints
from linkbot.secrets import seal
from linkbot.stamp import changed_since, files_below, stamp
from linkbot.store import Store

SLOTS = 50
"""How many reports are kept: two commands whose slot is the same take turns."""
LARGEST = 20_000_000
"""The largest report that is kept, in compressed bytes: some 100,000 links."""
LONGEST = timedelta(days=1)
"""No report outlives its day: rules know what day it is."""
ROWS = 2_000
"""How many links, and how many entries, are kept in one part."""
_PAGE_FOLDERS = (".", ".github", "docs")
"""Where the page may lie that GitHub shows for a folder."""


@dataclass(frozen=True, slots=True)
class Command:
    """What was asked of linkbot, and where: in `folder`, of lists below `tops`, the tops of their repositories ("" for none).

    `slot` is the same whenever the same is asked, `key` only while it must be answered alike.
    """

    slot: str
    key: str
    folder: Path
    tops: tuple[str, ...]


def command(files: Sequence[File], settings: Settings, now: datetime, folder: Path) -> Command:
    """A check of `files` as they were read in `folder`. Looks at linkbot's own files, the rules and the baseline: 3 ms."""
    asked, known = sha256(), sha256()
    asked.update(ascii((folder, settings.model_dump(exclude={"refresh"}))).encode())
    for file in files:
        asked.update(file.path.encode(errors="surrogatepass") + b"\0")
        known.update(f"{len(file.data)} {file.problem}\0".encode(errors="surrogatepass") + file.data)
    package, libraries = Path(__file__).parent, Path(pydantic.__file__).parents[1]
    code = stamp([*files_below(package, ".py"), libraries])
    tops = _tops(files, folder)
    baseline = stamp([settings.baseline] if settings.baseline else [])
    rest = (asked.hexdigest(), sys.version, code, rules_stamp(settings.rules_dir), baseline, str(now.date()), *tops)
    known.update("\0".join(rest).encode(errors="surrogatepass"))
    return Command(f"report/{int(asked.hexdigest(), 16) % SLOTS}", known.hexdigest(), folder, tops)


def keep(report: Report, wanted: Command, evidence: Collection[Evidence], store: Store, now: datetime) -> None:
    """Keeps `report`, which rests on `evidence`, for `recall`.

    Nothing is kept of a run that was cut short or had trouble of its own, some of whose answers a new run would ask for, while
    which a linked file changed, or whose links hold secrets.
    """
    until = _until(evidence, offline=report.run.offline, now=now)
    if report.run.partial or store.problem or until is None:
        return
    local = [one for one in evidence if one.question.source == "file"]
    places = sorted({str(place) for one in local for place in _places(wanted, one.question.key)})
    if changed_since(report.run.started_at, map(Path, places)) or any(_went(wanted, one) for one in local):
        return
    parts = list(_written(report))
    if all(parts) and sum(map(len, parts)) <= LARGEST:
        about = {"key": wanted.key, "newest": _newest(store), "places": places, "stamp": stamp(map(Path, places))}
        sizes = {"parts": [len(part) for part in parts]}
        store.remember(wanted.slot, b"".join([json.dumps(about | sizes).encode(), b"\n", *parts]), until)


def recall(wanted: Command, store: Store, clock: Callable[[], datetime], arguments: Sequence[str]) -> Report | None:
    """The report that a run would end with now, None where that has to be found out."""
    started = clock()
    first_line, _, parts = (store.recall(wanted.slot, started) or b"").partition(b"\n")
    try:
        about = json.loads(first_line) if first_line else {}
        if not _is_valid(about, wanted, store):
            return None
        report = _read(parts, about["parts"])
    except (ValueError, zlib.error):  # written by a hand, or by a disk that fails
        return None
    ended, counts = max(started, clock()), report.statistics
    today = {"started_at": started, "ended_at": ended, "arguments": list(arguments)}
    report = report.model_copy(
        update={
            "run": report.run.model_validate({**report.run.model_dump(), **today}),  # arguments need not be UTF-8
            "statistics": counts.model_copy(
                update={
                    "asked": 0,
                    "stored": counts.stored + counts.asked,
                    "requests": 0,
                    "seconds": round((ended - started).total_seconds(), 3),
                }
            ),
        }
    )
    return report.model_copy(update={"hints": hints(report)})


def _written(report: Report) -> Iterator[bytes]:
    """The report without its links and entries, and then these, some at a time; compressed JSON, b"" for a part with a secret.

    In one piece, the JSON of 100,000 links would need more memory than everything before it.
    """
    yield _without_secrets(report.model_copy(update={"links": [], "entries": []}).model_dump_json())
    for start in range(0, max(len(report.links), len(report.entries)), ROWS):
        # In JSON these bytes are never part of a text, whose quotes have a backslash.
        links = LINKS.dump_json(report.links[start : start + ROWS]).replace(b'"source":"asked"', b'"source":"store"')
        yield _without_secrets(links.decode())
        yield _without_secrets(ENTRIES.dump_json(report.entries[start : start + ROWS]).decode())


def _without_secrets(text: str) -> bytes:
    """`text` compressed; b"" for one that holds a secret."""
    return zlib.compress(text.encode(), 1) if seal(text) == text else b""


def _read(data: bytes, sizes: Sequence[int]) -> Report:
    ends = list(accumulate(sizes))
    rest, *rows = (zlib.decompress(data[end - size : end]) for end, size in zip(ends, sizes, strict=True))
    links = [row for part in rows[::2] for row in LINKS.validate_json(part)]
    entries = [row for part in rows[1::2] for row in ENTRIES.validate_json(part)]
    return Report.model_validate_json(rest).model_copy(update={"links": links, "entries": entries})


def _is_valid(about: Mapping[str, Any], wanted: Command, store: Store) -> bool:
    return (
        about.get("key") == wanted.key
        and about["newest"] == _newest(store)
        and about["stamp"] == stamp(map(Path, about["places"]))
    )


def _newest(store: Store) -> str:
    return str(store.changed_at())


def _until(evidence: Iterable[Evidence], *, offline: bool, now: datetime) -> datetime | None:
    """When the first answer may no longer be believed; None where that time has come.

    Offline, an answer that is over stays what it is: nobody is asked for another.
    """
    ends = [one.expires_at for one in evidence if one.question.source != "file"]
    if offline:
        ends = [end for end in ends if end > now]
    until = min([*ends, now + LONGEST])
    return until if until > now else None


def _places(wanted: Command, key: str) -> Iterator[Path]:
    """What on the disk an answer about the path `key` rests on."""
    for path in _paths(wanted, key):
        yield path
        if os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir, false where it may not be looked at
            yield from (page for place in _PAGE_FOLDERS for page in sorted((path / place).glob("[Rr][Ee][Aa][Dd][Mm][Ee]*")))


def _paths(wanted: Command, key: str) -> Iterator[Path]:
    """Where `key` leads to, as `sources.files` looks it up."""
    roots = map(Path, wanted.tops) if key.startswith("//") else (wanted.folder,)
    return (Path(os.path.normpath(root / key.lstrip("/"))) for root in roots)


def _went(wanted: Command, evidence: Evidence) -> bool:
    """Whether a file that was found is not there any more."""
    paths = _paths(wanted, evidence.question.key)
    return isinstance(evidence.answer, Found) and not any(map(os.path.exists, paths))


def _tops(files: Iterable[File], folder: Path) -> tuple[str, ...]:
    """The tops of the repositories that hold `files`, "" for none."""
    places = {(folder / file.path).parent for file in files}
    tops = (next((place for place in (start, *start.parents) if (place / ".git").exists()), "") for start in places)
    return tuple(sorted(set(map(str, tops))))
