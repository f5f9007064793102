"""Whatever a list looks like, its fixes change what they mean to and nothing else."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.checking import FAULTS, STYLES, a_list, rows_of, safely_mended, strangers
from tests.property.fuzz_fixes import NOISE, WORDS
from tests.property.written import ENCODINGS, FRONT_MATTER, NEWLINES, PIECES, saved
from tests.unit.mending import mended
from tests.unit.reading import document_of
from tests.unit.reports import a_finding

from linkbot.fix.apply import apply
from linkbot.fix.padding import aligned
from linkbot.model.document import Document
from linkbot.model.finding import Edit
from linkbot.model.report import EditRow, FindingRow, FixRow
from linkbot.model.text import Span

TEXTS = st.builds(
    lambda head, parts, end: (head + "".join(parts)).rstrip("\n") + end,
    st.sampled_from(["", "", "", FRONT_MATTER]),
    st.lists(st.sampled_from([*PIECES, *PIECES, *NOISE]), min_size=1, max_size=8),
    st.sampled_from(["\n", "\n", "", "\n\n\n", "  "]),
)
FILES = st.one_of(
    st.builds(saved, TEXTS, st.sampled_from(NEWLINES), st.sampled_from(ENCODINGS)),
    st.builds(lambda one, other: saved(one, "\r\n") + saved(other, "\n"), TEXTS, TEXTS),
)
FAULTY = st.builds(
    a_list,
    st.sampled_from(sorted(STYLES)),
    st.lists(st.sampled_from(FAULTS), min_size=12, max_size=16).flatmap(lambda faults: st.permutations([*faults[1:], "pdf"])),
)


@st.composite
def lists_with_fixes(draw: st.DrawFn) -> tuple[bytes, list[FindingRow]]:
    """A list, and findings in it with fixes of one or two edits: most of URLs and claims, some anywhere."""
    data = draw(FILES)
    document = document_of(data)
    spans = [link.url_span for link in document.links]
    spans += [claim.span for entry in document.entries for claim in entry.claims]
    spans += [document.line_span(number) for number in range(1, len(document.starts) + 1)]
    offsets = st.integers(document.bom, len(data))
    anywhere = st.builds(lambda one, other: Span(min(one, other), max(one, other)), offsets, offsets)
    edits = st.builds(
        Edit, st.one_of(st.sampled_from(spans), st.sampled_from(spans), anywhere), st.sampled_from([*WORDS, *NOISE])
    )
    fixes = draw(st.lists(st.tuples(st.lists(edits, min_size=1, max_size=2), st.sampled_from(["safe", "unsafe"])), max_size=6))
    return data, [a_row(number, *fix, document) for number, fix in enumerate(fixes)]


def a_row(number: int, edits: list[Edit], applicability: str, document: Document) -> FindingRow:
    rows = [EditRow(span=(edit.span.start, edit.span.end), text=edit.text) for edit in edits]
    return a_finding(
        line=document.line(edits[0].span.start),
        span=rows[0].span,
        fingerprint=f"{number:016}",
        fix=FixRow(title="mend it", applicability=applicability, edits=rows),
    )


def edits_of(rows: tuple[FindingRow, ...]) -> list[Edit]:
    """All edits of some findings, each once, in the order of the file."""
    return sorted({Edit(Span(*edit.span), edit.text) for row in rows if row.fix for edit in row.fix.edits})


@given(FILES)
@settings(max_examples=40, deadline=None)
def test_without_a_fix_the_bytes_stay(data):
    done = mended(data)

    assert done.data == data


@given(lists_with_fixes())
@settings(max_examples=40, deadline=None)
def test_only_the_edits_of_applied_fixes_and_the_padding_of_their_cells_change_bytes(case):
    data, rows = case
    document = document_of(data)

    done = mended(data, *rows, unsafe=True)

    assert done.data == apply(data, aligned(document, edits_of(done.applied)), document.encoding)


@given(lists_with_fixes())
@settings(max_examples=30, deadline=None)
def test_each_fix_is_applied_or_held_with_a_reason(case):
    data, rows = case

    done = mended(data, *rows, unsafe=True)

    assert sorted(row.fingerprint for row in (*done.applied, *(held.row for held in done.held))) == [r.fingerprint for r in rows]


@given(lists_with_fixes(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_findings_does_not_matter(case, chance):
    data, rows = case
    shuffled = chance.sample(rows, len(rows))

    one, other = mended(data, *rows, unsafe=True), mended(data, *shuffled, unsafe=True)

    assert (one.data, one.applied) == (other.data, other.applied)


@given(lists_with_fixes())
@settings(max_examples=30, deadline=None)
def test_two_fixes_never_change_the_same_bytes(case):
    data, rows = case

    edits = edits_of(mended(data, *rows, unsafe=True).applied)

    assert all(one.span.end <= other.span.start and one.span != other.span for one, other in pairwise(edits))


@given(lists_with_fixes())
@settings(max_examples=30, deadline=None)
def test_an_unsafe_fix_is_not_applied_unasked(case):
    data, rows = case

    done = mended(data, *rows)

    assert all(row.fix and row.fix.applicability == "safe" for row in done.applied)


@given(lists_with_fixes())
@settings(max_examples=30, deadline=None)
def test_a_mended_file_is_read_without_doubt_and_one_in_doubt_keeps_its_bytes(case):
    data, rows = case
    before = document_of(data)

    done = mended(data, *rows, unsafe=True)

    assert done.data == data if before.doubt or before.unreadable else document_of(done.data).doubt == ""


@given(FAULTY, st.sampled_from(NEWLINES), st.sampled_from(["utf-8", "utf-8-sig"]))
@settings(max_examples=12, deadline=None)
def test_safe_fixes_restore_the_list_byte_for_byte(texts, newline, encoding):
    faulty, sound = (saved(text, newline, encoding) for text in texts)

    assert safely_mended(faulty) == sound


@given(FAULTY, st.sampled_from(NEWLINES))
@settings(max_examples=6, deadline=None)
def test_after_safe_fixes_there_is_nothing_to_fix_and_nothing_new(texts, newline):
    faulty = saved(texts[0], newline)

    after = safely_mended(faulty)

    assert [row.code for row in rows_of(after) if row.fix and row.fix.applicability == "safe"] == []
    assert [(row.code, row.message) for row in strangers(faulty, after)] == []


@given(FILES)
@settings(max_examples=12, deadline=None)
def test_safe_fixes_of_any_list_leave_nothing_new(data):
    after = safely_mended(data)

    assert [(row.code, row.message) for row in strangers(data, after)] == []
