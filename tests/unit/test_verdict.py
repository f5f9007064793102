"""What evidence says of a link, in one word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from linkbot.checks.kind import Known
from linkbot.checks.verdict import LinkVerdict, is_anchor, verdict
from linkbot.config import Settings
from linkbot.model.evidence import (
    Answer,
    Attempt,
    Evidence,
    File,
    Found,
    Gone,
    Moved,
    Page,
    PathState,
    Question,
    Repository,
    Unknown,
)
from linkbot.parse import parse
from linkbot.plan import kinds_of, plan
from linkbot.rulebook import load_rulebook

NOW = datetime(2026, 11, 20, tzinfo=UTC)
PAGE = "https://page.example.org/"


def evidence(question: str, answer: Answer, *trace: Attempt) -> Evidence:
    return Evidence(question=Question.parse(question), answer=answer, asked_at=NOW, expires_at=NOW, trace=trace)


def a_known(markdown: str, *answers: Evidence, settings: Settings | None = None) -> Known:
    rulebook = load_rulebook()
    document = parse("README.md", markdown.encode(), rulebook)
    return Known((document,), {a.question: a for a in answers}, rulebook, settings or Settings(), NOW.date())


def verdict_of(known: Known, link: int = 0) -> LinkVerdict:
    return verdict(known.documents[0].links[link], known)


def found(url: str) -> Found:
    return Found(facts=Page(status=200, url=url))


def test_a_page_that_answers_is_ok() -> None:
    known = a_known(f"[page]({PAGE})", evidence(f"web:{PAGE}", found(PAGE)))

    assert verdict_of(known).verdict == "ok"


@pytest.mark.parametrize("reason", ["timeout", "dns", "connection", "tls", "server-error", "protocol"])
def test_a_failure_is_not_a_dead_link(reason: str) -> None:
    known = a_known(f"[page]({PAGE})", evidence(f"web:{PAGE}", Unknown.model_validate({"reason": reason})))

    assert verdict_of(known).verdict == "flaky"


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("blocked", "blocked"),
        ("rate-limited", "unknown"),
        ("soft-404", "unverifiable"),
        ("redirect-loop", "unverifiable"),
        ("unsafe", "unsafe"),
    ],
)
def test_what_is_not_known_says_why(reason: str, word: str) -> None:
    known = a_known(f"[page]({PAGE})", evidence(f"web:{PAGE}", Unknown.model_validate({"reason": reason, "detail": "so it is"})))

    judged = verdict_of(known)

    assert (judged.verdict, judged.reason) == (word, f"{reason}: so it is")


def test_a_page_that_is_gone_for_one_night_is_broken_and_unconfirmed() -> None:
    known = a_known(f"[page]({PAGE})", evidence(f"web:{PAGE}", Gone(reason="HTTP 410 on two GETs")))

    judged = verdict_of(known)

    assert (judged.verdict, judged.reason) == ("broken", "unconfirmed: HTTP 410 on two GETs")


def test_what_the_source_itself_does_not_know_is_broken_and_unconfirmed() -> None:
    known = a_known(
        "[paper](https://arxiv.org/abs/1706.93762) [code](https://github.com/example-lab/none)",
        evidence("arxiv:1706.93762", Gone(reason="arXiv does not know this id")),
        evidence("github:example-lab/none", Gone(reason="GitHub does not know it")),
    )

    assert [verdict_of(known, 0).verdict, verdict_of(known, 1).verdict] == ["broken", "broken"]
    assert verdict_of(known, 0).lacks[0] == "1 of 2 observations"


def test_a_redirect_for_good_is_moved_and_another_one_is_not() -> None:
    known = a_known(
        "[one](https://a.example.org/) [two](https://b.example.org/)",
        evidence("web:https://a.example.org/", Moved(to="https://new.example.org/", permanent=True)),
        evidence("web:https://b.example.org/", Moved(to="https://new.example.org/", permanent=False)),
    )

    assert [verdict_of(known, 0).verdict, verdict_of(known, 1).verdict] == ["moved", "redirected"]


def test_a_link_is_as_good_as_the_worst_of_its_answers() -> None:
    known = a_known(
        "[docs](https://github.com/example-lab/tool/tree/main/docs)",
        evidence("github:example-lab/tool", Found(facts=Repository(name="example-lab/tool"))),
        evidence("github/path:example-lab/tool/tree/main/docs", Found(facts=PathState(exists=False))),
    )

    judged = verdict_of(known)

    assert (judged.verdict, judged.reason) == ("broken", "unconfirmed: no such path in the repository")
    assert judged.questions == (Question("github", "example-lab/tool/tree/main/docs", "path"),)


def test_what_was_not_asked_is_unknown() -> None:
    asked, offline = a_known(f"[page]({PAGE})"), a_known(f"[page]({PAGE})", settings=Settings(offline=True))

    assert verdict_of(asked) == LinkVerdict("unknown", "not-asked")
    assert verdict_of(offline) == LinkVerdict("unknown", "offline")


def test_what_is_never_asked_is_skipped() -> None:
    known = a_known("[mail](mailto:a@example.org) [call](tel:+49301234)")
    excluding = a_known(f"[page]({PAGE})", settings=Settings(exclude_links=(r"https://page\.",)))

    assert [verdict_of(known, 0).verdict, verdict_of(known, 1).verdict] == ["skipped", "skipped"]
    assert verdict_of(excluding) == LinkVerdict("skipped", "excluded by exclude_links")


def test_a_link_into_the_document_itself_is_judged_by_its_anchors() -> None:
    known = a_known("[there](#papers) [not there](#tools)\n\n## Papers\n")

    assert verdict_of(known, 0) == LinkVerdict("ok", "local")
    assert verdict_of(known, 1) == LinkVerdict("ok", "local: no anchor #tools")


def test_a_page_asked_for_its_anchors_has_its_verdict_without_them() -> None:
    known = a_known(f"[page]({PAGE})", evidence(f"web/anchors:{PAGE}", found(PAGE)))

    judged = verdict_of(known)

    assert (judged.verdict, judged.questions) == ("ok", (Question("web", PAGE, "anchors"),))


FOUR = " ".join(f"[{n}](https://book.example.org/{n})" for n in range(1, 5))


def gone(n: int, reason: str = "HTTP 404 on two GETs", status: int = 404) -> Evidence:
    url = f"https://book.example.org/{n}"
    return evidence(f"web:{url}", Gone(reason=reason), Attempt(at=NOW, method="GET", url=url, status=status))


def alive(n: int) -> Evidence:
    return evidence(f"web:https://book.example.org/{n}", found(f"https://book.example.org/{n}"))


def test_when_half_of_four_pages_of_a_host_fail_alike_the_host_is_the_suspect() -> None:
    known = a_known(FOUR, gone(1), gone(2), alive(3), alive(4))

    assert [verdict_of(known, n).verdict for n in range(4)] == ["flaky", "flaky", "ok", "ok"]


def test_pages_that_were_asked_at_other_times_fail_alike_all_the_same() -> None:
    first, second = gone(1, "HTTP 404 on two GETs, 10 s apart"), gone(2, "HTTP 404 on two GETs, 58 s apart")

    known = a_known(FOUR, first, second, alive(3), alive(4))

    assert [verdict_of(known, n).verdict for n in range(2)] == ["flaky", "flaky"]


def test_one_dead_page_among_four_is_no_suspicion() -> None:
    known = a_known(FOUR, gone(1), alive(2), alive(3), alive(4))

    assert verdict_of(known).verdict == "broken"


def test_three_dead_pages_of_a_host_are_too_few_for_a_suspicion() -> None:
    known = a_known(FOUR, gone(1), gone(2), gone(3))

    assert verdict_of(known).verdict == "broken"


def test_a_host_name_that_does_not_exist_is_not_a_suspect() -> None:
    known = a_known(FOUR, *(gone(n, "no such domain", status=0) for n in range(1, 5)))

    assert verdict_of(known).verdict == "broken"


PATHS = " ".join(f"[{n}](notes/{n}.md)" for n in range(4))
NO_NOTES = [evidence(f"file:notes/{n}.md", Gone(reason="there is no 'notes'")) for n in range(4)]


def test_a_list_of_whose_neighbours_none_is_there_was_taken_out_of_its_repository() -> None:
    known = a_known(PATHS, *NO_NOTES)

    judged = verdict_of(known)

    assert (judged.verdict, judged.reason) == ("unverifiable", "alone: none of the relative paths exists here")


def test_a_neighbour_that_is_there_makes_the_others_missing() -> None:
    known = a_known(PATHS, *NO_NOTES[1:], evidence("file:notes/0.md", Found(facts=File(path="notes/0.md"))))

    assert [verdict_of(known, n).verdict for n in range(4)] == ["ok", "broken", "broken", "broken"]


def test_repositories_need_no_host_control() -> None:
    names = [f"example-lab/r{n}" for n in range(4)]
    known = a_known(
        " ".join(f"[r](https://github.com/{name})" for name in names),
        *(evidence(f"github:{name}", Gone(reason="GitHub does not know it")) for name in names),
    )

    assert verdict_of(known).verdict == "broken"


@pytest.mark.parametrize("fragment", ["", "top", "TOP", "papers", "Papers", "PAPERS", "readme", "Install"])
def test_an_anchor_is_found_whatever_its_case_and_prefix(fragment: str) -> None:
    assert is_anchor(fragment, frozenset({"papers", "user-content-readme", "INSTALL"}))


def test_an_anchor_that_is_not_there_is_not_found() -> None:
    assert not is_anchor("paper", frozenset({"papers"}))


@pytest.mark.parametrize(
    ("api", "page", "word"),
    [
        (Unknown(reason="dns"), Gone(reason="HTTP 404 on two GETs"), "broken"),
        (Unknown(reason="timeout"), found("https://pypi.org/project/a/"), "ok"),
        (Unknown(reason="blocked"), None, "blocked"),
        (Unknown(reason="unverifiable"), None, "unverifiable"),
    ],
)
def test_the_page_is_asked_where_its_api_could_not_be_reached(api: Answer, page: Answer | None, word: str) -> None:
    answers = [evidence("pypi:a", api), *([evidence("web:https://pypi.org/project/a/", page)] if page else [])]
    known = a_known("[package](https://pypi.org/project/a/)", *answers)
    kinds = kinds_of(known.rulebook, Settings(select=("LB101",)))

    asked = plan(kinds, replace(known, evidence={answers[0].question: answers[0]}))

    assert (Question("web", "https://pypi.org/project/a/") in asked) == (page is not None)
    assert verdict_of(known).verdict == word


def test_an_address_that_looks_like_a_host_and_is_a_file_is_ok() -> None:
    there = a_known(
        "[x](golang.org/x/README)", evidence("file:golang.org/x/README", Found(facts=File(path="golang.org/x/README")))
    )
    not_there = a_known("[x](golang.org/x/README)", evidence("file:golang.org/x/README", Gone(reason="there is no 'golang.org'")))

    assert (verdict_of(there).verdict, verdict_of(there).reason) == ("ok", "local")
    assert verdict_of(not_there).verdict == "malformed"
