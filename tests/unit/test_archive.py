"""The copy of a page that is dead: when it is asked for, and what the link becomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from linkbot.checks.archive import archive_fix, archive_questions
from linkbot.checks.kind import Known
from linkbot.checks.verdict import verdict
from linkbot.config import Settings
from linkbot.model.document import Link
from linkbot.model.evidence import Answer, Attempt, Evidence, Found, Gone, Page, Question, Unknown
from linkbot.model.finding import Applicability, Fix
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook

TODAY = datetime(2026, 11, 20, tzinfo=UTC)
PAGE = "https://example.org/guide"
COPY = f"https://web.archive.org/web/20240302120000/{PAGE}"
DEAD = (("2026-11-10", 200), ("2026-11-15", 410), ("2026-11-18", 410), ("2026-11-20", 410))


def a_look(url: str, day: str, status: int) -> Evidence:
    """What came of asking for a page on one day: 200, 404, 410, or 0 for a timeout."""
    answers: dict[int, Answer] = {200: Found(facts=Page(status=200, url=url)), 0: Unknown(reason="timeout")}
    at = datetime.fromisoformat(f"{day}T03:00:00+00:00")
    trace = (Attempt(at=at, method="GET", url=url, status=status),)
    answer = answers.get(status, Gone(reason=f"HTTP {status} on two GETs"))
    return Evidence(question=Question("web", url), answer=answer, asked_at=at, expires_at=at, trace=trace)


def a_known(markdown: str, *looks: tuple[str, int], url: str = PAGE, copy: Answer | None = None) -> Known:
    rulebook = load_rulebook()
    history = [a_look(url, day, status) for day, status in looks]
    evidence = {Question("web", url): history[-1]} if history else {}
    if copy:
        asked = Question("wayback", url, "2026-11-15")
        evidence[asked] = Evidence(question=asked, answer=copy, asked_at=TODAY, expires_at=TODAY + timedelta(days=1))
    document = parse("README.md", markdown.encode(), rulebook)
    return Known((document,), evidence, rulebook, Settings(), TODAY.date(), {Question("web", url): history})


def link_of(known: Known) -> Link:
    return known.documents[0].links[0]


def fix_of(markdown: str, copy: Answer, *looks: tuple[str, int]) -> Fix | None:
    known = a_known(markdown, *(looks or DEAD), copy=copy)
    return archive_fix(known.documents[0], link_of(known), known)


def a_copy(url: str = COPY) -> Found:
    return Found(facts=Page(status=200, url=url))


def test_a_confirmed_death_asks_for_a_copy_from_before_the_page_was_first_missed() -> None:
    known = a_known(f"[guide]({PAGE}#part)", *DEAD)

    assert archive_questions(link_of(known), known) == (Question("wayback", PAGE, "2026-11-15"),)


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([], id="never asked"),
        pytest.param([("2026-11-20", 200)], id="alive"),
        pytest.param([("2026-11-20", 410)], id="missed once"),
        pytest.param([("2026-11-15", 410), ("2026-11-18", 200), ("2026-11-20", 410)], id="back in between"),
        pytest.param([("2026-11-10", 0), ("2026-11-15", 0), ("2026-11-20", 0)], id="silent"),
    ],
)
def test_what_is_not_confirmed_as_dead_asks_for_no_copy(looks: list[tuple[str, int]]) -> None:
    known = a_known(f"[guide]({PAGE})", *looks)

    assert archive_questions(link_of(known), known) == ()
    assert archive_fix(known.documents[0], link_of(known), known) is None


@pytest.mark.parametrize("url", [COPY, "https://archive.org/details/guide"])
def test_a_copy_that_is_dead_itself_asks_for_none(url: str) -> None:
    known = a_known(f"[guide]({url})", *DEAD, url=url)

    assert archive_questions(link_of(known), known) == ()


def test_no_stranger_is_asked_about_an_address_with_a_secret() -> None:
    secret = "https://reader:password@example.org/guide"
    known = a_known(f"[guide]({secret})", *DEAD, url=secret)

    assert verdict(link_of(known), known).verdict == "gone"
    assert archive_questions(link_of(known), known) == ()


def test_the_link_becomes_one_to_the_copy_and_a_person_has_to_look_at_it() -> None:
    fix = fix_of(f"A [guide]({PAGE})", a_copy())

    assert fix is not None
    assert fix.title == "link to the copy of 2024-03-02 in the Wayback Machine"
    assert fix.applicability is Applicability.UNSAFE
    assert fix.proof == "the copy is of 2024-03-02, and the page was first found missing on 2026-11-15"
    assert [(edit.span.start, edit.span.end, edit.text) for edit in fix.edits] == [(10, 10 + len(PAGE), COPY)]


def test_the_fragment_of_a_link_is_kept() -> None:
    fix = fix_of(f"[guide]({PAGE}#part-2)", a_copy())

    assert fix is not None
    assert fix.edits[0].text == f"{COPY}#part-2"


@pytest.mark.parametrize(
    "copy",
    [
        Unknown(reason="unverifiable", detail="the Wayback Machine has no copy of it"),
        a_copy("https://web.archive.org/web/2024/https://example.org/guide"),
        a_copy("https://elsewhere.example.org/web/20240302120000/https://example.org/guide"),
    ],
)
def test_without_a_copy_that_can_be_written_there_is_no_fix(copy: Answer) -> None:
    assert fix_of(f"[guide]({PAGE})", copy) is None


def test_the_address_of_a_copy_is_written_with_escapes_where_it_needs_them() -> None:
    fix = fix_of(f"[guide]({PAGE})", a_copy("https://web.archive.org/web/20240302120000/https://example.org/a b)"))

    assert fix is not None
    assert fix.edits[0].text == "https://web.archive.org/web/20240302120000/https://example.org/a%20b%29"
