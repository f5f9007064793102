"""What was asked of a source of truth and what it answered: found, moved, gone, or unknown with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

SourceName = Literal[
    "web",
    "arxiv",
    "github",
    "huggingface",
    "doi",
    "file",
    "wayback",
    "retraction",
    "youtube",
    "openreview",
    "stackexchange",
    "gitlab",
    "codeberg",
    "pypi",
    "npm",
    "crates",
    "discord",
]

UnknownReason = Literal[
    "offline",  # we were told not to ask
    "not-asked",  # the run ended, or its budget, before this question's turn
    "rate-limited",  # the source pushed back
    "blocked",  # a wall for bots, a login, a challenge: says nothing about the target
    "timeout",
    "dns",  # SERVFAIL, no answer, no data: not NXDOMAIN
    "connection",  # refused, reset, cut off
    "tls",
    "server-error",  # 5xx and other answers that speak of the server, not of the target
    "protocol",  # an answer that is not HTTP, not JSON, not Atom
    "redirect-loop",
    "unsafe",  # leads to an address, port or scheme that is never asked
    "soft-404",  # 200, and signs that the page is not there
    "unverifiable",  # this source cannot tell
    "unsupported",  # nothing we know can answer
]


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """One thing to ask of one source, in the source's own terms; each is asked once a run.

    | source | key | want |
    |---|---|---|
    | web | the URL without its fragment | "", or "anchors" |
    | web | the front page of a host, `https://example.org/`: is it alive today? | "control" |
    | web | a folder, `https://example.org/blog/`: what does a page get that cannot be there? | "sibling" |
    | arxiv | an id with or without a version, `1706.03762`, `1706.03762v1` | "" |
    | arxiv | a title | "search" |
    | github | `owner/name` | "" |
    | github | `owner/name/tree/main/docs` | "path" |
    | github | the same, or `owner/name` for its README | "anchors" |
    | huggingface | `models/org/name`, `datasets/...`, `spaces/...` | "" |
    | doi | the DOI, lower case | "" |
    | gitlab, codeberg | `owner/name`, `group/group/name`, lower case | "" |
    | pypi, npm, crates | the name of a package, `@scope/name` | "" |
    | youtube, openreview, discord | the id of a video or a submission, the code of an invitation | "" |
    | stackexchange | `stackoverflow.com/q/123`, `math.stackexchange.com/a/456` | "" |
    | retraction | the DOI, lower case | "" |
    | wayback | the URL without its fragment | the day before which it was still there, `2026-11-20` |
    | file | a path | "" |
    """

    source: SourceName
    key: str
    want: str = ""

    def __str__(self) -> str:
        return f"{self.source}/{self.want}:{self.key}" if self.want else f"{self.source}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> Question:
        """The question that `str` wrote. Raises ValueError for anything else."""
        head, colon, key = text.partition(":")
        if not colon or not key:
            raise ValueError(f"not a question: {text!r} (expected SOURCE:KEY or SOURCE/WANT:KEY)")
        source, _, want = head.partition("/")
        return QUESTION.validate_python({"source": source, "key": key, "want": want})


QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(_Fact):
    """A web page. `anchors` are its ids and names, None where they were not or could not be read.

    `sign` is one sign, in words, that the page is not there, which alone proves nothing. `etag` and `modified` are its validators
    (RFC 9110 8.8) as the server wrote them.
    """

    fact: Literal["page"] = "page"
    status: int
    url: str
    content_type: str = ""
    title: str = ""
    anchors: tuple[str, ...] | None = None
    truncated: bool = False
    sign: str = ""
    etag: str = ""
    modified: str = ""


class Paper(_Fact):
    """A record of arXiv or of a DOI registry. Dates are UTC days; `version` is the one that was asked for or the latest.

    `titles` holds every title the record has had as far as is known, `title` first; `versions` the day of each version.
    `doi` is that of the version that a journal printed, where the record is a preprint's. `comment` of a DOI that was retracted
    names the notice.
    """

    fact: Literal["paper"] = "paper"
    id: str
    title: str
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    version: int | None = None
    titles: tuple[str, ...] = ()
    versions: dict[int, date] = Field(default_factory=dict)
    abstract: str = ""
    comment: str = ""
    journal: str = ""
    doi: str = ""
    withdrawn: bool = False


class Papers(_Fact):
    """What a search by title found, best first."""

    fact: Literal["papers"] = "papers"
    papers: tuple[Paper, ...]


class Repository(_Fact):
    """A repository of code or of a model. `name` is its name today, in its own spelling; `id` is the host's number for it."""

    fact: Literal["repository"] = "repository"
    name: str
    id: str = ""
    archived: bool = False
    disabled: bool = False
    empty: bool = False
    default_branch: str = ""
    pushed: datetime | None = None


class PathState(_Fact):
    """A branch, file or folder in a repository. `branch_exists` tells a missing branch from a missing path; `elsewhere`
    is the same path on the default branch (`tree/main/docs`), where it exists there. `anchors` are those of the Markdown that
    GitHub shows for the path, None where they were not asked for, or it shows none.
    """

    fact: Literal["path"] = "path"
    exists: bool
    branch_exists: bool = True
    elsewhere: str = ""
    anchors: tuple[str, ...] | None = None


class File(_Fact):
    """A file or folder beside the document. `anchors` are those of a Markdown file, None for others."""

    fact: Literal["file"] = "file"
    path: str
    is_folder: bool = False
    anchors: tuple[str, ...] | None = None


Facts = Annotated[Page | Paper | Papers | Repository | PathState | File, Field(discriminator="fact")]


class Found(_Fact):
    """It is there."""

    answer: Literal["found"] = "found"
    facts: Facts


class Moved(_Fact):
    """It is there under another name or address, `to`; `permanent` when every step said so."""

    answer: Literal["moved"] = "moved"
    to: str
    permanent: bool
    facts: Facts | None = None


class Gone(_Fact):
    """It is not there, and the source says so: `reason` in words ("404 on two GETs", "no such domain").

    `instead` is the same path in the spelling in which it is there, "" where it is in none, or in several.
    """

    answer: Literal["gone"] = "gone"
    reason: str
    instead: str = ""


class Unknown(_Fact):
    """It could not be found out. Never evidence against the target."""

    answer: Literal["unknown"] = "unknown"
    reason: UnknownReason
    detail: str = ""
    retry_at: datetime | None = None


Answer = Annotated[Found | Moved | Gone | Unknown, Field(discriminator="answer")]


class Hop(_Fact):
    """One redirect on the way: the status and where it led."""

    status: int
    url: str


class Attempt(_Fact):
    """One request that was made for an answer.

    `status` is 0 where none came; `error` says what happened instead, `failure` is its class: "nxdomain" or the reason of an
    `Unknown`.
    """

    at: datetime
    method: str
    url: str
    status: int = 0
    hops: tuple[Hop, ...] = ()
    error: str = ""
    failure: str = ""
    milliseconds: int = 0


class Evidence(_Fact):
    """An answer with its proof: when it was got, how long it may be believed, and the requests behind it."""

    question: Question
    answer: Answer
    asked_at: datetime
    expires_at: datetime
    trace: tuple[Attempt, ...] = ()


EVIDENCE: TypeAdapter[Evidence] = TypeAdapter(Evidence)
