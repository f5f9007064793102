"""Edits lists at random and compares what `difference` says of it with what another look at the HTML says.

`python -m tests.property.fuzz_fixes --seconds 60` runs for a minute, and writes the smallest lists that fail into a folder.
"""

from __future__ import annotations

import argparse
import html
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.property.written import BULLETS, ENCODINGS, FRONT_MATTER, NEWLINES, NUMBERED, PIECES, TABLES, saved
from tests.unit.mending import mended
from tests.unit.reading import document_of
from tests.unit.reports import a_finding

from linkbot.fix.apply import apply
from linkbot.fix.rendered import difference
from linkbot.model.document import Document
from linkbot.model.finding import Edit
from linkbot.model.report import EditRow, FixRow
from linkbot.model.text import Span
from linkbot.parse.decode import UndecodableError, decode
from linkbot.parse.markdown import front_matter
from linkbot.parse.oracle import render

NOISE = [
    *(
        "[",
        "]",
        "![",
        "](u)",
        "(",
        ")",
        "<",
        ">",
        "*",
        "**",
        "_",
        "`",
        "~~",
        "\\",
        "|",
        "\\|",
        "&amp;",
        "&copy",
        ";",
        '"',
        "'",
        "#",
    ),
    *(
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<a href=n>",
        "</a>",
        "<td>",
        "<p>",
        "\n",
        "\n\n",
        "  ",
        "\t",
        "> ",
        "- ",
        "1. ",
        "===",
        "---",
    ),
    *(
        "https://n.example",
        "www.n.example",
        "http://",
        "[ref]",
        "[^1]",
        "é",
        "中。",
        "😀",
        "\u2028",
        "\u00a0",
        "\ufeff",
        "x",
        "2023",
    ),
]
WORDS = [
    "2024",
    "June 2021",
    "A new title",
    "x",
    "",
    "Größe & 中文",
    "https://new.example/a",
    "http://new.example/b_(c)",
    "main",
    "s",
]
KINDS = ["url", "scheme", "part", "nasty url", "text", "nasty text", "line", "comment", "anything"]
_ADDRESS = re.compile(r"\s(href|src)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]*)")
_SAID = re.compile(r"\s(?:alt|title)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*)")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_COMMENT = re.compile(r"^<!-- c -->\n|[ \t]*<!-- c -->", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """A list, what was done to it, and the edits."""

    data: bytes
    kind: str
    edits: tuple[Edit, ...]


def a_list(chance: random.Random) -> bytes:
    """A list with a little noise, as some editor saved it."""
    style = chance.choice([BULLETS, NUMBERED, TABLES, PIECES, PIECES])
    parts = [chance.choice(style if chance.random() < 0.7 else PIECES) for _ in range(chance.randint(1, 9))]
    text = FRONT_MATTER * (chance.random() < 0.1) + "".join(parts)
    for _ in range(chance.choice([0, 0, 0, 1, 2, 4])):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice([0, 0, 0, 1, 3, 20]))
        text = text[:start] + chance.choice([*NOISE, text[start:end] * 2, ""]) + text[end:]
    if chance.random() < 0.15:
        text = text.rstrip("\n")
    data = saved(text, chance.choice(NEWLINES[:1] * 4 + NEWLINES), chance.choice(ENCODINGS))
    return data.replace(b"\r\n", b"\n", 1) if chance.random() < 0.1 else data


def a_case(chance: random.Random) -> Case | None:
    """A list and edits of one kind, None where the list has no place for them."""
    data = a_list(chance)
    document = document_of(data)
    if document.unreadable or document.doubt:
        return None
    kind = chance.choice(KINDS)
    wanted = chance.choice([1, 1, 1, 2, 3])
    edits: list[Edit] = []
    for _ in range(wanted):
        edit = _edit(document, kind, chance)
        if edit and _is_encodable(edit, document) and all(_are_apart(edit, other) for other in edits):
            edits.append(edit)
    return Case(data, kind, tuple(sorted(edits))) if edits else None


def failure(case: Case) -> str:
    """What is wrong with linkbot's judgement of a case, "" where nothing is."""
    before = document_of(case.data)
    after = document_of(apply(case.data, case.edits, before.encoding))
    if before.unreadable or before.doubt:
        return ""
    try:
        trouble = difference(before, after, case.edits)
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"difference raises {error!r}"
    if not trouble and (unlike := _unlike(before, after, case)):
        return f"difference is content, and {unlike}"
    urls = {link.url_span for link in before.links}
    in_urls = all(edit.span in urls or (case.kind == "scheme" and _is_within(edit, urls)) for edit in case.edits)
    # A URL with half a pair of parentheses may hold its surroundings together.
    in_urls = in_urls and after.encoding == before.encoding
    in_urls = in_urls and not any(_touches_broken(before, edit) for edit in case.edits)
    in_urls = in_urls and all(before.text(span).count("(") == before.text(span).count(")") for span in urls)
    if trouble and case.kind in ("url", "scheme") and in_urls and not after.doubt and not _unlike(before, after, case):
        return f"difference says: {trouble}, and nothing is wrong"
    return _mending(before, case)


def _is_within(edit: Edit, spans: set[Span]) -> bool:
    return any(span.contains(edit.span) for span in spans)


def smallest(case: Case, failing: str) -> Case:
    """The case with fewer edits and lines, as long as it fails in the same way."""
    sort = failing[:30]
    shrunk = True
    while shrunk:
        shrunk = False
        for smaller in _smaller(case):
            if failure(smaller)[:30] == sort:
                case, shrunk = smaller, True
                break
    return case


def _edit(document: Document, kind: str, chance: random.Random) -> Edit | None:
    links = document.links
    claims = [claim for entry in document.entries for claim in entry.claims]
    if kind in ("url", "scheme", "part", "nasty url"):
        if not links:
            return None
        span = chance.choice(links).url_span
        if kind == "url":
            return Edit(span, chance.choice(["https://new.example/a", "http://new.example/b?c=d", "https://new.example/e/f#g"]))
        if kind == "scheme":
            plain = [link.url_span.start + 4 for link in links if document.text(link.url_span).startswith("http://")]
            return Edit(Span(at, at), "s") if plain and (at := chance.choice(plain)) else None
        first, last = sorted(_boundary(document, chance.randint(span.start, span.end)) for _ in range(2))
        text = chance.choice(WORDS if kind == "part" else NOISE)
        return Edit(Span(first, last), text)
    if kind in ("text", "nasty text"):
        if not claims:
            return None
        span = chance.choice(claims).span
        return Edit(span, chance.choice(WORDS if kind == "text" else NOISE) + chance.choice(["", "", " 2020"]))
    number = chance.randint(1, len(document.starts))
    line = document.line_span(number)
    if kind == "line":
        end = document.starts[number] if number < len(document.starts) else len(document.data)
        return Edit(Span(line.start, max(line.start, end)), "")
    if kind == "comment":
        text = line.slice(document.data)
        at = line.start + len(text.rstrip(b" |\\"))
        return Edit(Span(at, at), " <!-- c -->")
    first = _boundary(document, chance.randint(document.bom, len(document.data)))
    last = _boundary(document, min(len(document.data), first + chance.choice([0, 0, 1, 4, 30])))
    return Edit(Span(first, max(first, last)), chance.choice([*NOISE, *WORDS]))


def _boundary(document: Document, offset: int) -> int:
    """The start of the character at an offset of a file."""
    while document.encoding == "utf-8" and document.bom < offset < len(document.data) and document.data[offset] & 0xC0 == 0x80:
        offset -= 1
    return max(offset, document.bom)


def _is_encodable(edit: Edit, document: Document) -> bool:
    try:
        return edit.text.encode(document.encoding) != edit.span.slice(document.data)
    except UnicodeEncodeError:
        return False


def _are_apart(one: Edit, other: Edit) -> bool:
    return one.span.end < other.span.start or other.span.end < one.span.start


def _page(data: bytes) -> str:
    try:
        text = decode(data).text
    except UndecodableError:
        return ""
    return render(text[front_matter(text) :])


def _unlike(before: Document, after: Document, case: Case) -> str:
    """What is wrong with the new page, by the kind of what was done: another look than that of `difference`."""
    page, new_page = _page(before.data), _page(after.data)
    if case.kind == "line":
        return _unlike_lines(page, new_page, before, case)
    if case.kind == "comment":
        return "" if _COMMENT.sub("", new_page) == page else "more than a comment has come in"
    if case.kind in ("url", "scheme"):
        return _unlike_urls(page, new_page, before, case)
    tags, new_tags = (_bare_tags(text) for text in (page, new_page))
    if tags != new_tags and not any(_touches_broken(before, edit) for edit in case.edits):
        links = Counter(new_tags) - Counter(tags)
        is_ours = any(b"\n" in edit.span.slice(before.data) or "<!--" in edit.text for edit in case.edits)
        return "" if is_ours or set(links) <= {"<a>", "</a>"} else f"the tags are others: {list(links)[:3]}"
    return ""


def _unlike_lines(page: str, new_page: str, before: Document, case: Case) -> str:
    words = Counter(_words(page))
    words.subtract(_words(new_page))
    gone = " ".join(before.text(edit.span) for edit in case.edits)
    strange = [word for word, count in words.items() if count < 0 or count > gone.count(word)]
    return f"it is not the line that went: {strange[:3]}" if strange else ""


def _unlike_urls(page: str, new_page: str, before: Document, case: Case) -> str:
    if _bare_tags(page) != _bare_tags(new_page):
        return "the tags are others"
    new = {match[2].strip("\"' \n") for match in _ADDRESS.finditer(new_page)}
    pairs = list(zip(_ADDRESS.findall(page), _ADDRESS.findall(new_page), strict=True))
    changed = [(old, now) for old, now in pairs if old != now]
    spans = {link.url_span for link in before.links if any(link.url_span.contains(edit.span) for edit in case.edits)}
    users = sum(link.url_span in spans for link in before.links)
    wanted = {html.escape(edit.text) for edit in case.edits} if case.kind == "url" else new
    if len(changed) > users or not {now[1].strip("\"' \n") for _, now in changed} <= wanted:
        return f"{len(changed)} links have changed, which {users} should: {changed[:2]}"
    return ""


def _bare_tags(page: str) -> list[str]:
    return [_SAID.sub("", _ADDRESS.sub("", tag)) for tag in _TAG.findall(page) if not tag.startswith("<!--")]


def _words(page: str) -> list[str]:
    return re.findall(r"[^\W_]+", html.unescape(_TAG.sub(" ", page)))


def _touches_broken(document: Document, edit: Edit) -> bool:
    return any(broken.span.start <= edit.span.end and edit.span.start <= broken.span.end for broken in document.broken_links)


def _mending(before: Document, case: Case) -> str:
    """What is wrong with the file after its edits, each the fix of a finding."""
    rows = [
        a_finding(
            line=before.line(edit.span.start),
            span=(edit.span.start, edit.span.end),
            fingerprint=f"{number:016}",
            fix=FixRow(
                title="mend it",
                applicability="safe",
                edits=[EditRow(span=(edit.span.start, edit.span.end), text=edit.text)],
            ),
        )
        for number, edit in enumerate(case.edits)
    ]
    try:
        done = mended(case.data, *rows)
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"mend raises {error!r}"
    if len(done.applied) + len(done.held) != len(rows):
        return f"{len(rows)} fixes, of which {len(done.applied)} were applied and {len(done.held)} held"
    after = document_of(done.data)
    if after.doubt or after.unreadable:
        return f"the mended file is in doubt: {after.doubt or after.unreadable}"
    if not done.applied and done.data != case.data:
        return "nothing was applied, and the bytes are others"
    return ""


def _smaller(case: Case) -> Iterator[Case]:
    for number in range(len(case.edits)):
        if len(case.edits) > 1:
            yield Case(case.data, case.kind, case.edits[:number] + case.edits[number + 1 :])
    for size in (64, 16, 4, 1):
        for start in range(0, len(case.data), size):
            end = min(start + size, len(case.data))
            if all(edit.span.start >= end or edit.span.end <= start for edit in case.edits):
                edits = tuple(_moved(edit, start, end - start) for edit in case.edits)
                yield Case(case.data[:start] + case.data[end:], case.kind, edits)


def _moved(edit: Edit, start: int, by: int) -> Edit:
    return edit if edit.span.start <= start else Edit(Span(edit.span.start - by, edit.span.end - by), edit.text)


def cases(seed: int) -> Iterator[Case]:
    """Cases without end, the same for the same seed."""
    chance = random.Random(seed)
    while True:
        case = a_case(chance)
        if case:
            yield case


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--folder", type=Path, default=Path(".hypothesis/fuzz-fixes"), help="where the smallest failing lists go")
    options = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    end, count, kinds, failures = time.monotonic() + options.seconds, 0, Counter[str](), Counter[str]()
    for case in cases(seed):
        if time.monotonic() > end:
            break
        count += 1
        kinds[case.kind] += 1
        if failing := failure(case):
            failures[failing[:30]] += 1
            if failures[failing[:30]] <= 3:
                _keep(smallest(case, failing), options.folder, count)
    sys.stdout.write(f"seed {seed}: {count} cases, {dict(kinds)}; failures: {dict(failures) or 'none'}\n")
    return 1 if failures else 0


def _keep(case: Case, folder: Path, number: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}.md"
    path.write_bytes(case.data)
    path.with_suffix(".txt").write_text(f"{failure(case)}\n{case.kind}\n{case.data!r}\n{case.edits}\n", encoding="utf-8")
    sys.stdout.write(f"{path}: {failure(case)}\n  {case.kind} {case.data!r}\n  {case.edits}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
