from __future__ import annotations

from tests.unit.reports import a_document, a_finding, a_fix, a_link, a_report, a_run, statistics

from linkbot.model.report import SuppressedRow
from linkbot.report import summary
from linkbot.report.hints import hints
from linkbot.report.view import View

PLAIN = View(100)


def test_every_unique_link_is_accounted_for() -> None:
    counts = statistics(
        files=2,
        unique=987,
        asked=812,
        stored=120,
        local=20,
        skipped={"mail": 10, "excluded": 4},
        unverified={"rate-limited": 19, "timeout": 2},
        requests=1312,
        seconds=48.25,
    )

    first, *_ = summary.render(a_report(statistics=counts), PLAIN).splitlines()

    assert first == (
        "987 unique links in 2 files: 812 asked, 120 from the store, 20 local, 14 skipped (mail 10, excluded 4), "
        "21 unverified (rate-limited 19, timeout 2) (1,312 requests, 48.2 s)."
    )


def test_findings_are_counted_by_severity_worst_first() -> None:
    report = a_report(a_finding(severity="info"), a_finding(severity="error"), a_finding(severity="error", fix=a_fix("x")))

    text = summary.render(report, PLAIN)

    assert "3 findings: 2 errors, 1 info.\n" in text


def test_a_clean_run_says_so() -> None:
    assert "No findings.\n" in summary.render(a_report(), PLAIN)


def test_what_a_comment_hides_is_counted() -> None:
    hidden = [SuppressedRow(finding=a_finding(), by="comment", reason="moved house")]

    assert "1 finding hidden by ignore comments.\n" in summary.render(a_report(suppressed=hidden), PLAIN)


def test_a_missing_network_is_told_in_one_sentence() -> None:
    report = a_report(statistics=statistics(unique=431, unverified={"dns": 430, "connection": 1}))

    text = summary.render(report, PLAIN)

    assert "431 links could not be verified: no network.\n" in text


def test_a_host_that_answered_proves_the_network() -> None:
    report = a_report(statistics=statistics(unique=432, asked=1, unverified={"dns": 431}))

    assert "no network" not in summary.render(report, PLAIN)


def test_a_few_silent_hosts_are_no_missing_network() -> None:
    report = a_report(statistics=statistics(unique=2, unverified={"timeout": 2}))

    assert "no network" not in summary.render(report, PLAIN)


def test_offline_is_not_called_a_missing_network() -> None:
    report = a_report(run=a_run(offline=True), statistics=statistics(unique=9, unverified={"offline": 9}))

    text = summary.render(report, PLAIN)

    assert "9 links could not be verified: not asked, because of --offline.\n" in text


def test_a_partial_report_says_that_it_is_partial() -> None:
    assert "Interrupted: " in summary.render(a_report(run=a_run(partial=True)), PLAIN)


def test_a_file_that_could_not_be_read_is_named() -> None:
    report = a_report(documents=[a_document("a.md", unreadable="not text")])

    assert "1 file could not be read: a.md.\n" in summary.render(report, PLAIN)


def test_unverified_links_are_listed_only_when_asked_for() -> None:
    report = a_report(links=[a_link(verdict="flaky", reason="timeout: 20 s"), a_link(1)])

    assert "https://x.example/0" not in summary.render(report, PLAIN)
    assert "  README.md:1:3: https://x.example/0 (timeout: 20 s)\n" in summary.render(report, PLAIN, verbose=True)


def test_hints_close_the_summary() -> None:
    text = summary.render(a_report(hints=["set a token"]), PLAIN)

    assert text.endswith("hint: set a token\n")


def test_a_rate_limit_of_github_hints_at_a_token() -> None:
    limited = [a_link(n, identity=f"github:o/{n}", verdict="unknown", reason="rate-limited: 403") for n in range(3)]

    (hint,) = hints(a_report(links=[*limited, limited[0]]))

    assert "3 repository links" in hint
    assert "GH_TOKEN" in hint


def test_another_rate_limit_does_not_hint_at_a_token() -> None:
    (hint,) = hints(a_report(links=[a_link(verdict="flaky", reason="rate-limited")]))

    assert "GH_TOKEN" not in hint
    assert "1 link met a rate limit" in hint


def test_a_doubtful_file_is_named_with_its_reason() -> None:
    (hint,) = hints(a_report(documents=[a_document("a.md", doubt="GitHub sees other links")]))

    assert hint == "a.md is checked and never edited: GitHub sees other links"


def test_a_list_that_repeats_itself_by_topic_hints_at_the_scope() -> None:
    (hint,) = hints(a_report(*[a_finding(code="LB401", severity="info") for _ in range(20)]))

    assert 'scope = "section"' in hint
    assert "20 lines" in hint


def test_what_a_budget_left_out_is_promised_to_the_next_run() -> None:
    left = [a_link(number, verdict="unknown", reason="not-asked: the budget of 10m was spent") for number in range(3)]

    (hint,) = hints(a_report(links=[*left, left[0], a_link(7, verdict="unknown", reason="not-asked")]))

    assert hint == "the budget of 10m was spent before 3 links had an answer; the next run asks these first"


def test_many_refusals_hint_at_a_contact() -> None:
    (hint,) = hints(a_report(links=[a_link(n, verdict="blocked", reason="blocked: 403") for n in range(10)]))

    assert "`contact`" in hint


def test_failing_tls_everywhere_hints_at_certificates() -> None:
    (hint,) = hints(a_report(links=[a_link(n, verdict="flaky", reason="tls: expired") for n in range(3)]))

    assert "SSL_CERT_FILE" in hint


def test_a_private_target_hints_at_allow_network() -> None:
    (hint,) = hints(a_report(links=[a_link(verdict="unsafe", reason="private address")]))

    assert "--allow-network" in hint


def test_a_missing_network_hints_at_a_proxy_and_offline() -> None:
    (hint,) = hints(a_report(statistics=statistics(unique=9, unverified={"connection": 9})))

    assert "LINKBOT_PROXY" in hint


def test_an_offline_run_hints_at_filling_the_store() -> None:
    (hint,) = hints(a_report(run=a_run(offline=True), statistics=statistics(unique=9, unverified={"offline": 9})))

    assert "without --offline" in hint


def test_an_interrupted_run_hints_at_going_on() -> None:
    (hint,) = hints(a_report(run=a_run(partial=True)))

    assert "same command again" in hint


def test_a_clean_run_needs_no_hints() -> None:
    assert hints(a_report(links=[a_link()])) == []
