"""Ignore comments that linkbot writes: where on a line one can stand, and the proof that it changes nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from linkbot.errors import InputError
from linkbot.fix.apply import apply
from linkbot.fix.verify import verify
from linkbot.model.document import Document, Suppression
from linkbot.model.finding import Edit
from linkbot.model.text import Span
from linkbot.parse import parse, tree
from linkbot.parse.blocks import Block
from linkbot.parse.markdown import front_matter
from linkbot.rulebook import Rulebook

# <!-- linkbot-disable-line LB101 until=2027-01-01 -- reason -->
_COMMENT = re.compile(
    r"<!--\s*linkbot-(?P<word>disable-line|disable-next-line)(?P<arguments>(?:\s(?!-->|--\s)[^\r\n]*?)?)"
    r"(?:\s--\s(?P<reason>[^\r\n]*?))?\s*-->"
)
_DEFINITION = re.compile(r"[ \t>]*\[[^\]\r\n]+\]:")
_CLOSING = re.compile(r"[ \t]+#+\Z")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be ignored: rules by their codes, why, and until when; a reason is one line without `-->`."""

    codes: tuple[str, ...]
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """The bytes of a file with the comment in it, and the rules that the line did not ignore before."""

    data: bytes
    codes: tuple[str, ...]


def ignore(document: Document, line: int, wish: Wish, rulebook: Rulebook, today: date) -> Ignored:
    """`document` with an ignore comment on `line`, counted from 1; its own bytes where the line ignores as much as long already.

    A comment that holds for that line alone, and as long, takes the codes and the reason in; one whose day is over and which
    names nothing else gives way. Raises InputError where no comment can stand there, or where one would change more than itself.
    """
    _check(document, line, wish)
    codes = tuple(code for code in dict.fromkeys(wish.codes) if not _is_hidden(document, line, code, wish.until or date.max))
    if not codes:
        return Ignored(document.data, ())
    leaf = _leaf(tree(document.path, document.data, rulebook).block, document, line)
    trouble = ""
    for edit in _edits(document, line, leaf, Wish(codes, wish.reason, wish.until), today):
        data = _written(document, edit)
        trouble = _trouble(document, parse(document.path, data, rulebook, document.encoding), edit, line, codes, today)
        if not trouble:
            return Ignored(data, codes)
    where, hint = _refusal(document, line, leaf, wish)
    raise InputError(f"{document.path}:{line}: no comment can stand here: {where or trouble}", hint=hint)


def comment(word: str, wish: Wish) -> str:
    """An ignore comment, `word` being `disable-line` or one of its relatives."""
    return f"<!-- linkbot-{word} {_arguments(wish)} -- {wish.reason} -->"


def _arguments(wish: Wish) -> str:
    return " ".join([*wish.codes, *([f"until={wish.until}"] if wish.until else [])])


def _check(document: Document, line: int, wish: Wish) -> None:
    if document.unreadable:
        raise InputError(f"{document.path}: {document.unreadable}")
    lines = len(document.starts) - (len(document.starts) > 1 and document.starts[-1] == len(document.data))
    if not 1 <= line <= lines:
        raise InputError(f"{document.path}:{line}: the file has {lines} line{'s' if lines != 1 else ''}")
    if document.doubt:
        hint = f"write it yourself, at the end of the line: {comment('disable-line', wish)}"
        raise InputError(f"{document.path}: the file is checked and never edited: {document.doubt}", hint=hint)


def _is_hidden(document: Document, line: int, code: str, day: date) -> bool:
    """Whether a comment hides what a rule finds on a line, up to `day`."""
    return any(
        _holds(one, day) and one.lines[0] <= line <= one.lines[1] and (code in one.codes or (not one.codes and code != "LB001"))
        for one in document.suppressions
    )


def _holds(suppression: Suppression, day: date) -> bool:
    return not suppression.problem and (suppression.until is None or suppression.until >= day)


def _leaf(block: Block, document: Document, line: int) -> Block:
    """The innermost block on `line`."""
    for child in block.children:
        if document.line(child.span.start) <= line <= document.line(max(child.span.start, child.span.end - 1)):
            return _leaf(child, document, line)
    return block


def _edits(document: Document, line: int, leaf: Block, wish: Wish, today: date) -> Iterator[Edit]:
    """The edits that may do, the best first."""
    escaped = wish.reason.replace("|", "\\|") if _is_in_row(document, line) else wish.reason
    wish = Wish(wish.codes, escaped, wish.until)
    for suppression in document.suppressions:
        if suppression.lines == (line, line) and (edit := _merged(document, suppression, wish, today)):
            yield edit
    for offset, lead in _places(document, line, leaf):
        yield Edit(Span(offset, offset), f"{lead}{comment('disable-line', wish)}")


def _merged(document: Document, suppression: Suppression, wish: Wish, today: date) -> Edit | None:
    """The edit within a comment for one line that brings the wish into it; None where each has to stand for itself."""
    match = _COMMENT.fullmatch(document.text(suppression.span))
    if match is None or suppression.problem or not suppression.codes:
        return None
    if _holds(suppression, today):
        if suppression.until != wish.until:
            return None
        words = [match["arguments"].strip(), *wish.codes]
        reasons = dict.fromkeys(filter(None, ((match["reason"] or "").strip(), wish.reason)))
    else:
        if not set(suppression.codes) <= set(wish.codes):
            return None
        words, reasons = [_arguments(wish)], {wish.reason: None}
    inside = Span(suppression.span.start + match.end("word"), suppression.span.end - len("-->"))
    return Edit(inside, f" {' '.join(words)} -- {'; '.join(reasons)} ")


def _places(document: Document, line: int, leaf: Block) -> Iterator[tuple[int, str]]:
    """Where on the line a new comment may stand: an offset, and what separates it from the text before it."""
    for table in document.tables:
        for row in (table.header, *table.rows):
            if document.line(row.span.start) == line and row.cells:
                cell = row.cells[min(len(row.cells), len(table.header.cells)) - 1].span
                is_blank = not len(cell) and document.data[cell.end - 1 : cell.end] == b" "
                yield cell.end - is_blank, " "
                return
    if leaf.kind not in ("paragraph", "heading") or _is_underline(document, line, leaf):
        return
    span = document.line_span(line)
    text = document.text(span).rstrip(" \t")
    if leaf.kind == "heading":  # GitHub makes a hyphen of a blank at the end of a heading
        text, lead = _CLOSING.sub("", text), ""
    else:
        lead = " "
    if text.endswith("\\") and document.line(max(leaf.span.start, leaf.span.end - 1)) > line:
        yield _offset(document, span, text[:-1].rstrip(" \t")), lead
    yield _offset(document, span, text), lead


def _offset(document: Document, line: Span, text: str) -> int:
    """Where `text`, with which a line begins, ends."""
    return line.start + len(text.encode(document.encoding, "replace"))


def _is_in_row(document: Document, line: int) -> bool:
    return any(document.line(row.span.start) == line for table in document.tables for row in (table.header, *table.rows))


def _written(document: Document, edit: Edit) -> bytes:
    try:
        return apply(document.data, [edit], document.encoding)
    except UnicodeEncodeError as error:
        problem = f"{error.object[error.start : error.end]!r} cannot be written in {document.encoding}, which the file is"
        raise InputError(f"{document.path}: {problem}", hint="give the reason in other words") from error


def _trouble(before: Document, after: Document, edit: Edit, line: int, codes: Sequence[str], today: date) -> str:
    """Why the comment cannot stand there; "" where it hides what it is to hide and nothing else is different."""
    if not all(_is_hidden(after, line, code, today) for code in codes):
        return "it would not be read as a comment"
    verdict = verify(before, after, [edit])
    if verdict.trouble:
        return verdict.trouble
    if verdict.lost:
        return "the anchor of a heading would change"
    return "what the line says would be read otherwise" if _said(after) != _said(before) else ""


def _said(document: Document) -> tuple[object, ...]:
    links = tuple((link.url, link.text, link.how, link.identity) for link in document.links)
    broken = tuple((one.text, one.url) for one in document.broken_links)
    claims = ((one.kind, one.text, one.value, one.defect) for entry in document.entries for one in entry.claims)
    entries = tuple((entry.style, entry.group, entry.section, len(entry.claims)) for entry in document.entries)
    return links, broken, entries, tuple(claims)


def _refusal(document: Document, line: int, leaf: Block, wish: Wish) -> tuple[str, str]:
    """What stands on a line that has no place for a comment ("" for text, which has), and what to do instead."""
    text = document.text(document.line_span(line))
    rules = " and ".join(f"[rules.{code}]" for code in wish.codes)
    above = f"put {comment('disable-next-line', wish)} on a line of its own above it"
    around = f"put {comment('disable', wish)} above the block, and <!-- linkbot-enable {' '.join(wish.codes)} --> below it"
    another = "name the line that `linkbot check` names"
    accept = f"`linkbot baseline write --select {','.join(wish.codes)} {document.path}` accepts findings without a comment"
    for is_so, what, hint in (
        (_is_front_matter(document, line), "this is front matter", f"set enabled = false under {rules} in linkbot.toml"),
        (not text.strip(), "the line is empty", another),
        (leaf.kind == "code", "a code block shows it as text", around),
        (leaf.kind == "html", "this is a block of HTML", above),
        (leaf.kind == "rule", "this is a thematic break", another),
        (_is_underline(document, line, leaf), "this is the underline of a heading", "name the line of its text"),
        (leaf.kind in ("paragraph", "heading", "row", "header"), "", accept),
        (leaf.kind == "table", "this is the line below a table's header", another),
        (bool(_DEFINITION.match(text)), "nothing may follow a definition", "name the line that uses it"),
    ):
        if is_so:
            return what, hint
    return "there is no text on the line that it could follow", another


def _is_underline(document: Document, line: int, leaf: Block) -> bool:
    return leaf.kind == "heading" and document.line(leaf.span.start) < line == document.line(leaf.span.end - 1)


def _is_front_matter(document: Document, line: int) -> bool:
    text = document.data[document.bom :].decode(document.encoding, "replace")
    end = front_matter(text)
    return bool(end) and document.starts[line - 1] < document.bom + len(text[:end].encode(document.encoding, "replace"))
