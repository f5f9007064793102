"""The report of one run: one JSON file, from which every format, issue and pull request is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from linkbot.model.finding import Applicability, Confidence, Severity
from linkbot.model.publishing import PublishSettings

SCHEMA_VERSION = 1

Verdict = Literal[
    "ok",  # it is there
    "redirected",  # it is there, by a temporary redirect
    "moved",  # it is there for good under another address
    "broken",  # proof of absence
    "gone",  # the source itself says that it is gone
    "flaky",  # failing, not proven
    "blocked",  # the host refuses bots or asks for a login
    "unverifiable",  # it answered, and the answer cannot be trusted
    "unsafe",  # leads where linkbot never goes
    "unknown",  # could not be asked: offline, or out of budget
    "skipped",  # not a thing that is checked: mail, excluded, local anchors of other programs, unchanged since a commit
    "malformed",  # not a URL
]


def writable(text: str) -> str:
    r"""A file name that is not UTF-8 (PEP 383) as something that every file can hold: `caf\udce9.md`."""
    if text.isascii():
        return text
    clean = text.encode(errors="backslashreplace").decode()
    return text if clean == text else clean


def _writable(value: object) -> object:
    match value:
        case str():
            return writable(value)
        case list():
            return [_writable(item) for item in value]
        case _:
            return value


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    _readable = field_validator("*", mode="before")(_writable)


class _SlimRow:
    """A row that a report has by the ten thousand: an object with slots takes a quarter of a model's memory.

    It is validated where it is read, and not where linkbot makes it: who makes one sees to it that its texts are `writable`.
    """

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


ByteRange = tuple[int, int]
Origin = Literal["asked", "store", "local", "none"]  # in this run; in an earlier one; in the file itself; nowhere


@dataclass(frozen=True, slots=True)
class LinkRow(_SlimRow):
    """One occurrence of a link, and what is known of its target."""

    path: str
    line: int
    column: int
    url: str
    text: str
    span: ByteRange
    url_span: ByteRange
    how: str
    is_image: bool
    identity: str
    verdict: Verdict
    reason: str = ""
    source: Origin = "none"
    """Where the verdict comes from."""


@dataclass(frozen=True, slots=True)
class ClaimRow(_SlimRow):
    """One statement of an entry. `value` is ISO 8601 for a date, in the precision that was written."""

    kind: str
    text: str
    span: ByteRange
    value: str | list[str] | None
    precision: str = ""
    defect: str = ""


@dataclass(frozen=True, slots=True)
class EntryLinkRow(_SlimRow):
    """A link of an entry and its role there."""

    role: str
    url: str
    text: str
    identity: str
    span: ByteRange
    url_span: ByteRange


@dataclass(frozen=True, slots=True)
class EntryRow(_SlimRow):
    """One entry of a list."""

    path: str
    line: int
    span: ByteRange
    style: str
    group: int
    section: tuple[str, ...]
    title: str
    url: str
    identity: str
    date: str
    links: tuple[EntryLinkRow, ...]
    claims: tuple[ClaimRow, ...]


class EditRow(_Row):
    """Replace the bytes of `span` by `text`."""

    span: ByteRange
    text: str


class FixRow(_Row):
    """An edit that would mend a finding, and the sentence that says why it is right ("" where the finding says it)."""

    title: str
    applicability: Applicability
    edits: list[EditRow]
    proof: str = ""


class RelatedRow(_Row):
    """Another place that a finding speaks of."""

    path: str
    line: int
    column: int
    span: ByteRange
    message: str


class HopRow(_Row):
    """One redirect."""

    status: int
    url: str


class EvidenceRow(_Row):
    """One answer behind a finding, in words, with when and where it was got.

    `since` is the first day (UTC) on which it was like that without having been seen alive in between, as far back as the store
    remembers; None where it is there.
    """

    question: str
    answer: Literal["found", "moved", "gone", "unknown"]
    detail: str
    asked_at: datetime
    url: str = ""
    since: date | None = None
    hops: list[HopRow] = Field(default_factory=list)


class FindingRow(_Row):
    """One finding in one place.

    `quote` is the line it stands on, from its character `quote_start` (1 but for very long lines); `column` to `end_column`
    (exclusive) is the part meant. `ordinal` counts from 0 where a file holds the same finding several times.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    path: str
    line: int
    column: int
    end_column: int
    span: ByteRange
    quote: str
    quote_start: int = 1
    url: str
    subject: str
    claim: str
    message: str
    hint: str
    related: list[RelatedRow]
    evidence: list[EvidenceRow]
    fingerprint: str
    ordinal: int = 0
    fix: FixRow | None


class SuppressedRow(_Row):
    """A finding that an ignore comment or the baseline hid, and by what."""

    finding: FindingRow
    by: Literal["comment", "baseline"]
    reason: str


class BaselineRow(_Row):
    """The baseline of a run: its file, how many findings it accepts, and how many of these hide nothing any more."""

    path: str
    findings: int
    unused: int


class HeldRow(_Row):
    """A fix that was not applied, and why: what it needs (`unsafe`, `display`), or what stood in its way."""

    fingerprint: str
    code: str
    path: str
    line: int
    reason: Literal["unsafe", "display", "refused", "overlap", "doubt"]
    detail: str = ""


class DocumentRow(_Row):
    """One file that was checked. `git_blob` is the name that git has for its bytes (SHA-1, hexadecimal)."""

    path: str
    sha256: str
    git_blob: str
    encoding: str
    newline: str
    size: int
    links: int
    entries: int
    unreadable: str = ""
    doubt: str = ""


class UnknownRow(_Row):
    """How many links could not be verified for one reason, with one of them as an example."""

    reason: str
    links: int
    example: str


class Statistics(_Row):
    """Counts of one run. `asked` + `stored` + `local` + `skipped` + `unverified` unique targets are all of `unique`."""

    files: int
    links: int
    unique: int
    asked: int
    stored: int
    local: int
    skipped: dict[str, int]
    unverified: dict[str, int]
    requests: int
    seconds: float


class Run(_Row):
    """How the report came to be.

    `since` is the commit that the lists were compared with, where only what has changed after it was judged; "" otherwise.
    """

    linkbot: str
    started_at: datetime
    ended_at: datetime
    offline: bool
    partial: bool
    arguments: list[str]
    rules: list[str]
    since: str = ""


class Report(_Row):
    """Everything that one run found out.

    Where the run mended the lists, `findings` are those that are left, in the bytes that the files have now; `fixed` are the
    others, as they were found, and `held` the fixes that were not applied. `publish` are the settings for who publishes it.
    """

    schema_version: Literal[1] = 1
    run: Run
    documents: list[DocumentRow]
    links: list[LinkRow]
    entries: list[EntryRow]
    findings: list[FindingRow]
    suppressed: list[SuppressedRow]
    fixed: list[FindingRow] = Field(default_factory=list)
    held: list[HeldRow] = Field(default_factory=list)
    unknown: list[UnknownRow]
    baseline: BaselineRow | None = None
    publish: PublishSettings = Field(default_factory=PublishSettings)
    statistics: Statistics
    hints: list[str]

    def __repr__(self) -> str:
        """A short one: the event loop writes out what it leaves behind, and a report may hold 100,000 links."""
        return f"<Report of {len(self.links)} links, {len(self.findings)} findings>"


LINKS: TypeAdapter[list[LinkRow]] = TypeAdapter(list[LinkRow])
ENTRIES: TypeAdapter[list[EntryRow]] = TypeAdapter(list[EntryRow])
