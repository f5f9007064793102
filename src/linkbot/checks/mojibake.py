"""Text that was decoded wrongly and saved again: `‚≠ê` for a star, `Ã©` for é."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.kind import Kind, Known
from linkbot.checks.suppressions import problem_of
from linkbot.model.document import Document
from linkbot.model.finding import Applicability, Edit, Finding, Fix
from linkbot.model.text import Span

_LONG = 6
"""From this length on (in characters), a run that is UTF-8 in another guise is no accident."""
_EXAMPLE = 12
"""How much of a run is shown, in characters."""
_EXAMPLES = 3
"""How many kinds of damage are shown."""
_DIGEST = 16
"""How many hexadecimal digits name the damage of a file."""


class MojibakeParams(BaseModel):
    """What UTF-8 is mistaken for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    codecs: tuple[str, ...] = Field(
        default=("mac_roman", "sloppy-windows-1252"),
        description="The 8-bit encodings that UTF-8 is mistaken for, as Python and ftfy call them.",
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of characters, and what it was before it was spoilt."""

    span: Span
    text: str
    meant: str

    @property
    def is_sure(self) -> bool:
        from ftfy.badness import is_bad

        return len(self.text) >= _LONG or is_bad(self.text)


class Mojibake(Kind):
    """Runs of characters whose bytes in an 8-bit encoding are UTF-8 for something else.

    One finding for each file, at the first such run, and one more for what an ignore comment hides: all of it has one cause and
    one cure. Accents, and quotes next to accented letters, are left alone: a run is sure when ftfy finds it implausible or when
    it is long, and the others count only where the sure ones outnumber them.

    bad:  `naÃ¯ve`, `‚Äî` for a dash
    good: `naïve`, `“État”`, `√π`

    Fields of the message: `lines` (how many), `examples` (the commonest, as they are and as they were).
    """

    Params = MojibakeParams
    params: MojibakeParams

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """At most one finding, but for what ignore comments hide."""
        runs = [] if document.unreadable or document.data.isascii() else self._runs(document)
        for some in self._by_comment(document, runs, known):
            yield self._about(document, some)

    def _by_comment(self, document: Document, runs: Sequence[_Run], known: Known) -> Iterable[Sequence[_Run]]:
        """The runs by the first ignore comment on them: one that hides its own line hides no other, whatever stands first."""
        mine = frozenset({self.rule.code, self.rule.name})
        comments = [
            comment.lines
            for comment in document.suppressions
            if (not comment.codes or mine & frozenset(comment.codes)) and not problem_of(comment, known)
        ]
        groups: dict[tuple[int, int] | None, list[_Run]] = {}
        for run in runs:
            line = document.line(run.span.start)
            around = (lines for lines in comments if lines[0] <= line <= lines[1])
            groups.setdefault(next(around, None), []).append(run)
        return groups.values()

    def _about(self, document: Document, runs: Sequence[_Run]) -> Finding:
        lines = len({document.line(run.span.start) for run in runs})
        counted = f"{lines} line{'s' if lines > 1 else ''}"
        edits = tuple(Edit(run.span, run.meant) for run in runs)
        # A baseline knows the damage that it was written for, and none that comes later.
        damage = hashlib.sha256("\0".join(sorted(run.text for run in runs)).encode()).hexdigest()[:_DIGEST]
        return self.finding(
            document,
            runs[0].span,
            subject="mojibake",
            claim=damage,
            fix=Fix(f"restore the text on {counted}", Applicability.UNSAFE, edits, self._proof(runs)),
            lines=counted,
            examples=_examples(runs),
        )

    def _proof(self, runs: Sequence[_Run]) -> str:
        codecs = (codec for codec in self.params.codecs if all(_undone(run.text, codec) == run.meant for run in runs))
        name = next(codecs, "").removeprefix("sloppy-").replace("_", " ")
        return (
            f"written in {name}, {'this run' if len(runs) == 1 else f'all {len(runs)} runs'} of characters would be UTF-8"
            if name
            else ""
        )

    def _runs(self, document: Document) -> list[_Run]:
        import ftfy.bad_codecs  # registers the sloppy codecs, which have a character for every byte

        ftfy.bad_codecs.ok()
        found: list[list[_Run]] = []
        for codec in self.params.codecs:
            runs = [run for number in range(1, len(document.starts) + 1) for run in _on_line(document, number, codec)]
            sure = [run for run in runs if run.is_sure]
            found.append(runs if 2 * len(sure) > len(runs) else sure)
        return max(reversed(found), key=_likelihood, default=[])


def _likelihood(runs: Sequence[_Run]) -> tuple[int, int]:
    """How likely one encoding explains the damage: by how much it explains, and how seldom what comes out is a lone mark.

    `Ã©` is é by Windows-1252, and a lone mark by Mac Roman.
    """
    return len(runs), -sum(combining(run.meant[0]) > 0 for run in runs)


def _examples(runs: Sequence[_Run]) -> str:
    """The commonest kinds of damage, in words."""
    kinds = Counter((run.text[:_EXAMPLE], run.meant[:_EXAMPLE]) for run in runs)
    shown = [f"“{before}” was “{after}”" for (before, after), _ in kinds.most_common(_EXAMPLES)]
    more = len(kinds) - len(shown)
    return ", ".join(shown) + (f", and {more} more" if more else "")


def _on_line(document: Document, number: int, codec: str) -> Iterator[_Run]:
    line = document.line_span(number)
    raw = line.slice(document.data)
    if raw.isascii():
        return
    text = document.text(line)
    if text.encode(document.encoding, "replace") != raw:
        return
    for match in _pattern(codec).finditer(text):
        meant = _undone(match.group(), codec)
        if meant:
            start = line.start + len(text[: match.start()].encode(document.encoding))
            yield _Run(Span(start, start + len(match.group().encode(document.encoding))), match.group(), meant)


def _undone(run: str, codec: str) -> str:
    try:
        return run.encode(codec).decode("utf-8")
    except UnicodeError:
        return ""


@lru_cache
def _pattern(codec: str) -> re.Pattern[str]:
    """Sequences of UTF-8 (RFC 3629), each byte written as its character in `codec`."""
    following = _class(codec, 0x80, 0xBF)
    return re.compile(
        f"(?:{_class(codec, 0xC2, 0xDF)}{following}"
        f"|{_class(codec, 0xE0, 0xEF)}{following}{{2}}"
        f"|{_class(codec, 0xF0, 0xF4)}{following}{{3}})+"
    )


def _class(codec: str, first: int, last: int) -> str:
    return f"[{re.escape(bytes(range(first, last + 1)).decode(codec))}]"
