"""What a pull request should hold: fixes of the report, re-applied to the bytes of the base branch and verified there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from linkbot.account import git_blob
from linkbot.fix import mend
from linkbot.model.document import Document
from linkbot.model.report import DocumentRow, FindingRow
from linkbot.model.text import Span
from linkbot.parse import parse
from linkbot.publish.carry import carried
from linkbot.publish.facts import Blob, Commit, File, Files
from linkbot.publish.views import Change, Left
from linkbot.repair import Change as Edited
from linkbot.report.proof import lasting
from linkbot.rulebook import Rulebook

FILE_MODES = ("100644", "100755")
STALE = "the file is not as it was checked (changed since, or checked out in another form); the next check will look again"


@dataclass(frozen=True, slots=True)
class Base:
    """The branch that is to be mended, as it is now. `blob` reads a file by its object id, None where there is no such object."""

    branch: str
    commit: Commit
    files: Files
    blob: Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The files that a pull request changes, its fixes in the order of the lines, and the fixes that could not be in it.

    `edits` are the files as they were and as they are to be.
    """

    files: Mapping[str, File] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    left: tuple[Left, ...] = ()
    edits: tuple[Edited, ...] = ()


def wanted(rows: Sequence[FindingRow], documents: Iterable[DocumentRow], base: Base, rulebook: Rulebook) -> Wanted:
    """The fixes of `rows` on the base branch's bytes.

    `documents` are the report's. A file that is not in the base branch, is no ordinary file, or has changed where a fix or what
    it relates to stands, keeps its bytes; each fix that is left out says why.
    """
    known = {document.path: document for document in documents}
    files: dict[str, File] = {}
    changes: list[Change] = []
    left: list[Left] = []
    edits: list[Edited] = []
    for path, own in _by_path(rows):
        blob = base.files.get(path)
        if blob is None or blob.mode not in FILE_MODES or path not in known:
            left += [Left(row, f"the branch {base.branch} has no such file") for row in own]
            continue
        data, there, gone = _placed(own, known, blob, base)
        left += [Left(row, STALE) for row in gone]
        document = parse(path, data, rulebook)
        done = mend(document, there, partial(parse, path, rulebook=rulebook, encoding=document.encoding), lambda _: None)
        left += [Left(held.row, held.detail or str(held.reason)) for held in done.held]
        changes += [Change(row, _pairs(row, document)) for row in done.applied]
        if done.data != data:
            files[path] = File(done.data, blob.mode)
            edits.append(Edited(path, data, done.data))
    in_order = sorted(changes, key=lambda change: (change.row.path, change.row.span))
    return Wanted(files, tuple(in_order), tuple(left), tuple(edits))


def standing(rows: Iterable[FindingRow], documents: Iterable[DocumentRow], base: Base) -> list[FindingRow]:
    """The findings that still hold in the base branch, with their places there.

    A file that is not there has none; of one that has changed since it was checked, those on lines that have not.
    """
    known = {document.path: document for document in documents}
    kept: list[FindingRow] = []
    for path, own in _by_path(rows):
        blob = base.files.get(path)
        if blob is None or path not in known:
            continue
        kept += own if blob.sha == known[path].git_blob else _placed(own, known, blob, base)[1]
    return kept


def digest(rows: Iterable[FindingRow], base: Base, more: object) -> str:
    """What a pull request is made of, in 16 hexadecimal digits: equal digests make equal pull requests, and nothing need be read.

    `more` is whatever else decides its text. When something was asked does not count, nor how often or how quickly.
    """
    paths = sorted({row.path for row in rows} | {related.path for row in rows for related in row.related})
    blobs = [(path, base.files[path].sha, base.files[path].mode) for path in paths if path in base.files]
    told = lasting(json.dumps([row.model_dump(mode="json", exclude={"evidence": {"__all__": {"asked_at"}}}) for row in rows]))
    return hashlib.sha256(json.dumps([blobs, told, more], sort_keys=True, default=str).encode()).hexdigest()[:16]


def _by_path(rows: Iterable[FindingRow]) -> Iterator[tuple[str, list[FindingRow]]]:
    by_path: dict[str, list[FindingRow]] = {}
    for row in rows:
        by_path.setdefault(row.path, []).append(row)
    return iter(sorted(by_path.items()))


def _placed(
    rows: list[FindingRow], known: Mapping[str, DocumentRow], blob: Blob, base: Base
) -> tuple[bytes, list[FindingRow], list[FindingRow]]:
    """The file's bytes in the base branch, and which of its findings have their place in them."""
    path = rows[0].path
    data = base.blob(blob.sha)
    if data is None:
        return b"", [], rows

    def untouched(other: str) -> bool:
        document, there = known.get(other), base.files.get(other)
        return document is not None and there is not None and document.git_blob == there.sha

    if git_blob(data) == known[path].git_blob:
        old = data
    else:
        before = base.blob(known[path].git_blob) if known[path].git_blob else None
        if before is None:
            return data, [], rows
        old = before
    there, gone = carried(rows, old, data, untouched)
    return data, there, gone


def _pairs(row: FindingRow, document: Document) -> tuple[tuple[str, str], ...]:
    """Each text of the fix with what replaces it, widened to a whole word where one of them would be nothing."""
    edits = row.fix.edits if row.fix else []
    return tuple(_pair(document, edit.span, edit.text) for edit in sorted(edits, key=lambda edit: edit.span))


def _pair(document: Document, span: tuple[int, int], text: str) -> tuple[str, str]:
    start, end = span
    data = document.data
    if b"\n" not in data[start:end] and (start == end or not text):
        while start and data[start - 1 : start] not in _BOUNDS:
            start -= 1
        while end < len(data) and data[end : end + 1] not in _BOUNDS:
            end += 1
    old, head, tail = (document.text(Span(*part)) for part in ((start, end), (start, span[0]), (span[1], end)))
    return old.strip("\r\n"), f"{head}{text}{tail}".strip("\r\n")


_BOUNDS = frozenset({b" ", b"\t", b"\n", b"\r", b"(", b")", b"[", b"]", b"|", b"<", b">", b'"'})
