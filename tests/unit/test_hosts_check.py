"""What a host's other pages say about one that is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from linkbot.checks.hosts import neighbours
from linkbot.checks.kind import Known
from linkbot.checks.verdict import LinkVerdict, verdict
from linkbot.config import Settings
from linkbot.model.evidence import Answer, Attempt, Evidence, Found, Gone, Page, Question
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
MISSING = Gone(reason="HTTP 404 on two GETs")
THERE = Found(facts=Page(status=200, url="https://site.example.org/"))


def night(url: str, answer: Answer, nights_ago: int, source: str = "web") -> Evidence:
    at = NOW - timedelta(days=nights_ago)
    status = 404 if isinstance(answer, Gone) else 200
    trace = (Attempt(at=at, method="GET", url=url, status=status),)
    return Evidence(question=Question.parse(f"{source}:{url}"), answer=answer, asked_at=at, expires_at=at, trace=trace)


def judged(urls: Sequence[str], nights: Sequence[Sequence[Answer]]) -> list[LinkVerdict]:
    """The verdicts on pages by what each of them answered night after night, the last one tonight."""
    rulebook = load_rulebook()
    document = parse("README.md", " ".join(f"[a]({url})" for url in urls).encode(), rulebook)
    stories = [
        [night(url, answer, len(told) - 1 - n) for n, answer in enumerate(told)] for url, told in zip(urls, nights, strict=True)
    ]
    evidence = {story[-1].question: story[-1] for story in stories}
    history = {story[-1].question: story for story in stories}
    known = Known((document,), evidence, rulebook, Settings(), NOW.date(), history)
    return [verdict(link, known) for link in document.links]


PAGES = [f"https://site.example.org/{number}" for number in range(4)]


def test_nights_on_which_the_whole_host_failed_prove_nothing_later() -> None:
    back, dead = [MISSING, MISSING, MISSING, THERE], [MISSING] * 4

    verdicts = judged(PAGES, [back, back, back, dead])

    assert [each.verdict for each in verdicts] == ["ok", "ok", "ok", "broken"]
    assert not verdicts[3].is_confirmed
    assert "1 of 3 observations" in verdicts[3].lacks


def test_nights_on_which_the_host_was_well_count() -> None:
    fine, dead = [THERE] * 4, [MISSING] * 4

    assert judged(PAGES, [fine, fine, fine, dead])[3].is_confirmed


def test_a_host_whose_404_means_what_it_says_needs_nobody_to_vouch_for_it() -> None:
    (page,) = judged(["https://somebody.github.io/project/"], [[MISSING] * 4])
    (other,) = judged(["https://site.example.org/project/"], [[MISSING] * 4])

    assert page.is_confirmed
    assert not other.is_confirmed


def test_an_api_that_knows_nothing_of_all_it_is_asked_for_is_the_suspect() -> None:
    rulebook = load_rulebook()
    names = [f"package-{letter}" for letter in "abcd"]
    document = parse("README.md", " ".join(f"[a](https://pypi.org/project/{name}/)" for name in names).encode(), rulebook)
    evidence = {each.question: each for name in names for each in [night(name, MISSING, 0, "pypi")]}
    known = Known((document,), evidence, rulebook, Settings(), NOW.date())

    assert {verdict(link, known).verdict for link in document.links} == {"flaky"}


def test_the_pages_beside_one_that_was_missing_before_are_looked_up() -> None:
    evidence = {
        each.question: each
        for each in [night(PAGES[0], MISSING, 0), night(PAGES[1], THERE, 0), night("https://b.example/", THERE, 0)]
    }
    missing = Question("web", PAGES[0])

    assert neighbours(evidence, {missing: [night(PAGES[0], MISSING, 1), night(PAGES[0], MISSING, 0)]}) == {
        missing,
        Question("web", PAGES[1]),
    }
    assert neighbours(evidence, {missing: [night(PAGES[0], MISSING, 0)]}) == set()
