"""What the comparison of two rendered pages lets through is what the edits mean, whatever the list looks like."""

from __future__ import annotations

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.fuzz_fixes import NOISE, cases, failure
from tests.property.written import ENCODINGS, NEWLINES, PIECES, saved
from tests.unit.reading import document_of

from linkbot.fix.apply import apply
from linkbot.fix.rendered import difference
from linkbot.model.finding import Edit
from linkbot.model.text import Span

TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)
FILES = st.builds(saved, TEXTS, st.sampled_from(NEWLINES), st.sampled_from(ENCODINGS))
NOISY = st.lists(st.sampled_from([*PIECES, *NOISE]), max_size=9).map("".join)
NEW_URLS = st.sampled_from(["https://new.example/a", "http://new.example/b?c=d", "https://new.example/e/f#g"])


@given(FILES, NEW_URLS)
@settings(max_examples=30, deadline=None)
def test_every_url_of_a_list_can_be_replaced(data, url):
    document = document_of(data)
    edits = [Edit(span, url) for span in sorted({link.url_span for link in document.links})]

    trouble = difference(document, document_of(apply(data, edits, document.encoding)), edits)

    assert trouble == "" or document.doubt


@given(FILES, NEW_URLS)
@settings(max_examples=30, deadline=None)
def test_a_url_that_another_one_changes_with_is_told(data, url):
    document = document_of(data)
    edits = [Edit(span, url) for span in sorted({link.url_span for link in document.links})]
    after = document_of(apply(data, edits, document.encoding))

    troubles = [difference(document, after, edits[:number] + edits[number + 1 :]) for number in range(len(edits))]

    assert all(troubles)


@given(FILES, st.data())
@settings(max_examples=30, deadline=None)
def test_every_date_of_a_list_can_be_replaced(data, draw):
    document = document_of(data)
    claims = {claim.span for entry in document.entries for claim in entry.claims if claim.kind == "date"}
    edits = [Edit(span, "May 2020") for span in sorted(claims)]

    trouble = difference(document, document_of(apply(data, edits, document.encoding)), edits)

    assert trouble == "" or document.doubt


@given(NOISY, st.data())
@settings(max_examples=150, deadline=None)
def test_nothing_raises_whatever_is_written_wherever(text, draw):
    before = document_of(text)
    places = sorted(draw.draw(st.lists(st.integers(0, len(text.encode()) + 2), min_size=2, max_size=6)))
    edits = [
        Edit(Span(*pair), draw.draw(st.one_of(st.sampled_from(NOISE), st.text(max_size=5))))
        for pair in zip(places[::2], places[1::2], strict=False)
    ]
    data = before.data
    for edit in reversed(edits):
        data = data[: edit.span.start] + edit.text.encode("utf-8", "replace") + data[edit.span.end :]

    trouble = difference(before, document_of(data), edits)

    assert isinstance(trouble, str)


@given(st.binary(max_size=200), st.binary(max_size=200), st.integers(0, 200), st.integers(0, 200))
@settings(max_examples=100, deadline=None)
def test_no_bytes_make_it_raise(data, new, one, other):
    edits = [Edit(Span(min(one, other), max(one, other)), new.decode("latin-1"))]

    trouble = difference(document_of(data), document_of(new), edits)

    assert isinstance(trouble, str)


def test_another_look_at_the_pages_says_the_same_of_a_hundred_edits():
    failing = [(case, said) for case in islice(cases(seed=1), 120) if (said := failure(case))]

    assert failing == []
