"""Advice after a run: pure functions from a report to a sentence, "" where there is nothing to advise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkbot.report.network import no_network, reason_of, unsettled
from linkbot.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from linkbot.model.report import Report

MANY_REFUSALS = 10
"""How many links must refuse a robot before it is worth telling their servers who asks."""
MANY_TLS = 3
"""How many links must fail TLS before a network that inspects TLS is the likelier reason."""
MANY_UNDER_TWO_HEADINGS = 20
"""From how many mild findings of LB401 on, which lie in two sections, a list is likelier made so than mistaken."""


def hints(report: Report) -> list[str]:
    """What its user could do for a better next run, the most useful first."""
    return [sentence for hint in HINTS if (sentence := hint(report))]


def continue_later(report: Report) -> str:
    """A run that was cut short is cheap to finish."""
    return (
        "run the same command again: the answers that came are in the store, only the rest is asked" if report.run.partial else ""
    )


def ask_the_rest(report: Report) -> str:
    """What a budget left out has its turn before all others."""
    cut = {row.identity: row.reason for row in unsettled(report) if row.reason.startswith("not-asked: the budget")}
    if not cut:
        return ""
    spent = next(iter(cut.values())).partition(": ")[2]
    return f"{spent} before {counted(len(cut), 'link')} had an answer; the next run asks these first"


def connect(report: Report) -> str:
    """Nothing answered."""
    if not no_network(report):
        return ""
    return "behind a proxy set `proxy` in linkbot.toml or LINKBOT_PROXY; --offline checks what needs no network without the wait"


def fill_the_store(report: Report) -> str:
    """An offline run knows what the last run with a network stored."""
    missing = report.statistics.unverified.get("offline", 0)
    return "a run without --offline fills the store, which later offline runs judge by" if report.run.offline and missing else ""


def set_a_token(report: Report) -> str:
    """GitHub answers 60 calls an hour without a token, 5,000 with one (GitHub REST API, rate limits)."""
    number = _targets(report, "rate-limited", kind="github")
    if not number:
        return ""
    return (
        f"GitHub's rate limit kept {counted(number, 'repository link')} from being verified; "
        "a token in GH_TOKEN raises it from 60 to 5,000 calls an hour"
    )


def wait_for_the_rest(report: Report) -> str:
    """Hosts that asked for fewer requests are asked again by the next run, and only they."""
    number = _targets(report, "rate-limited") - _targets(report, "rate-limited", kind="github")
    if not number:
        return ""
    return f"{counted(number, 'link')} met a rate limit; a later run asks these again and takes the others from the store"


def name_a_contact(report: Report) -> str:
    """Administrators let a robot in whose owner they can reach."""
    number = _targets(report, "blocked")
    if number < MANY_REFUSALS:
        return ""
    return f"{counted(number, 'link')} refused a robot; an address in `contact` lets their servers see who asks"


def trust_the_network(report: Report) -> str:
    """Companies that inspect TLS sign with a certificate of their own."""
    number = _targets(report, "tls")
    if number < MANY_TLS:
        return ""
    return f"TLS failed for {counted(number, 'link')}; where your network inspects TLS, set SSL_CERT_FILE to its certificates"


def allow_a_network(report: Report) -> str:
    """Private addresses are never asked unless they are allowed."""
    number = len({row.identity for row in report.links if row.verdict == "unsafe" and "address" in row.reason})
    if not number:
        return ""
    return f"{counted(number, 'link')} not followed into a private network; --allow-network CIDR allows one"


def doubt_a_file(report: Report) -> str:
    """A file that GitHub may read otherwise is judged with care."""
    doubtful = [document for document in report.documents if document.doubt]
    if not doubtful:
        return ""
    more = f" (and {len(doubtful) - 1:,} more)" if len(doubtful) > 1 else ""
    return f"{doubtful[0].path}{more} is checked and never edited: {doubtful[0].doubt}"


def list_under_two_headings(report: Report) -> str:
    """A list by topic and by language says many things twice, and means it."""
    number = sum(1 for row in report.findings if row.code == "LB401" and row.severity == "info")
    if number < MANY_UNDER_TWO_HEADINGS:
        return ""
    return (
        f"{counted(number, 'line')} repeat an entry of another section; where that is meant, "
        'set `params = { scope = "section" }` under [rules.LB401] in linkbot.toml'
    )


def tidy_the_baseline(report: Report) -> str:
    """What a baseline accepts and nobody finds any more would hide the same mistake, made anew."""
    baseline = report.baseline
    if not baseline or not baseline.unused:
        return ""
    number = counted(baseline.unused, "finding")
    command = f"linkbot baseline write --file {baseline.path}"
    return f"{number} of {baseline.path} can no longer be found; `{command}`, with the same paths, drops what is over"


HINTS: tuple[Callable[[Report], str], ...] = (
    continue_later,
    ask_the_rest,
    connect,
    fill_the_store,
    set_a_token,
    wait_for_the_rest,
    name_a_contact,
    trust_the_network,
    allow_a_network,
    doubt_a_file,
    list_under_two_headings,
    tidy_the_baseline,
)


def _targets(report: Report, reason: str, kind: str = "") -> int:
    """How many different targets could not be verified for `reason`, of identities of `kind` ("" for any)."""
    prefix = f"{kind}:" if kind else ""
    return len({row.identity for row in unsettled(report) if reason_of(row) == reason and row.identity.startswith(prefix)})
