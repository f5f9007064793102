"""One night of an imagined list of papers: the pull request, the dashboard and the summary that are kept in tests/unit/bodies."""

from __future__ import annotations

from datetime import date

from tests.unit.published import a_dashboard, a_fixable, a_pull, fingerprint
from tests.unit.reports import a_finding, a_fix, a_related, a_report, an_evidence, statistics

from linkbot.model.report import HopRow, Report, UnknownRow
from linkbot.publish.views import Change, DashboardView, Left, Offered, PullView

NIGHT, NEXT_NIGHT = date(2026, 11, 21), date(2026, 11, 22)

MOVED = a_fixable(
    18,
    code="LB102",
    name="moved-link",
    url="http://attention.example.org/guide",
    subject="web:http://attention.example.org/guide",
    quote="- [A guide to attention](http://attention.example.org/guide)",
    marked="http",
    message="the page has moved for good to https://attention.example.org/docs/guide",
    evidence=[
        an_evidence(
            question="web:http://attention.example.org/guide",
            answer="moved",
            detail="moved for good to https://attention.example.org/docs/guide",
            hops=[
                HopRow(status=301, url="https://attention.example.org/guide"),
                HopRow(status=308, url="https://attention.example.org/docs/guide"),
            ],
        )
    ],
    fix=a_fix(
        "https://attention.example.org/docs/guide",
        title="link to https://attention.example.org/docs/guide",
        proof="the old address answers 301 and 308 to it, and the page there has the title of this link",
    ),
)
RECORD = an_evidence(
    question="arxiv:1706.03762",
    answer="found",
    detail="“Attention Is All You Need”, first version 2017-06-12, latest version 2023-08-02",
    hops=[],
)
MISSPELT = a_fixable(
    31,
    code="LB201",
    name="title-mismatch",
    url="https://arxiv.org/abs/1706.03762",
    quote="- [Atention Is All You Need](https://arxiv.org/abs/1706.03762), 2017",
    message="“Atention” is “Attention” in the paper's title: “Attention Is All You Need”",
    evidence=[RECORD],
    fix=a_fix(
        "Attention", applicability="unsafe", title="write Attention", proof="no version of 1706.03762 has “Atention” in its title"
    ),
)
REPEATED = a_fixable(
    52,
    code="LB401",
    name="duplicate-link",
    quote="- [Attention Is All You Need](https://arxiv.org/abs/1706.03762), 2017",
    marked="Attention",
    message="already listed on line 31",
    related=[a_related(path="README.md", line=31, message="“Attention Is All You Need”")],
    fix=a_fix(
        "", title="take out this line, which repeats line 31", proof="line 31 says the same, byte for byte, in the same list"
    ),
)
OVERLAPPING = a_fixable(
    60,
    code="LB503",
    name="link-style",
    message="the link carries tracking parameters",
    fix=a_fix("x", title="write the address without them"),
)
REFUSED = a_fixable(
    70,
    code="LB404",
    name="malformed-date",
    message="“Sept 2017”: a full stop is missing",
    fix=a_fix("Sept. 2017", title="write Sept. 2017"),
)

DEAD = [
    a_finding(
        code="LB101",
        name="dead-link",
        severity="error",
        line=line,
        fingerprint=fingerprint(line),
        url="https://gone.example.org/a-page",
        subject="web:https://gone.example.org/a-page",
        message="nothing is there: HTTP 404 on two GETs, 10 s apart",
        evidence=[
            an_evidence(
                question="web:https://gone.example.org/a-page",
                detail="HTTP 404 on two GETs, 10 s apart",
                since=date(2026, 11, 2),
                hops=[],
            )
        ],
        fix=a_fix(
            "https://web.archive.org/web/20240302120000/https://gone.example.org/a-page",
            applicability="unsafe",
            title="link to the copy of 2024-03-02 in the Wayback Machine",
            proof="the copy is of 2024-03-02, and the page was first found missing on 2026-11-02",
        ),
    )
    for line in (80, 81)
]
UNPROVEN = a_finding(
    code="LB301",
    name="missing-repository",
    severity="error",
    confidence="medium",
    line=90,
    fingerprint=fingerprint(90),
    url="https://github.com/example/attention",
    message="there is no such repository: GitHub: no such repository, or it is private (unconfirmed)",
    evidence=[
        an_evidence(
            question="github:example/attention",
            detail="GitHub: no such repository, or it is private",
            since=date(2026, 11, 20),
            hops=[],
        )
    ],
)
ARCHIVED = a_finding(
    code="LB303",
    name="archived-repository",
    severity="info",
    line=95,
    fingerprint=fingerprint(95),
    url="https://github.com/example/transformer",
    message="example/transformer is archived",
    evidence=[
        an_evidence(question="github:example/transformer", answer="found", detail="example/transformer, archived", hops=[]),
    ],
)
TWICE = [
    a_finding(
        code="LB401",
        name="duplicate-link",
        severity="info",
        line=line,
        fingerprint=fingerprint(line),
        url="https://arxiv.org/abs/1810.04805",
        subject="arxiv:1810.04805",
        message=f"{'also' if line < other else 'already'} listed on line {other}, under “{heading}”",
        related=[a_related(path="README.md", line=other, message="“BERT: Pre-training of Deep Bidirectional Transformers”")],
    )
    for line, other, heading in ((101, 120, "Language"), (120, 101, "Transformers"))
]
STYLE = a_finding(
    code="LB502",
    name="table-shape",
    line=130,
    fingerprint=fingerprint(130),
    url="",
    message="3 cells in a table of 2: “2017” is not shown",
)


def pull_request() -> PullView:
    """A pull request with safe and unsafe fixes, a line that goes, and everything that can be said below them."""
    return a_pull(
        Change(MOVED, (("http://attention.example.org/guide", "https://attention.example.org/docs/guide"),)),
        Change(MISSPELT, (("Atention", "Attention"),)),
        Change(REPEATED, (("- [Attention Is All You Need](https://arxiv.org/abs/1706.03762), 2017", ""),)),
        group="fixes",
        left=(Left(OVERLAPPING, "another fix edits the same bytes"),),
        waiting=3,
        refused=(REFUSED,),
    )


def report() -> Report:
    """The report of that night."""
    return a_report(
        MOVED,
        MISSPELT,
        REPEATED,
        REFUSED,
        *DEAD,
        UNPROVEN,
        ARCHIVED,
        *TWICE,
        STYLE,
        unknown=[
            UnknownRow(reason="blocked: HTTP 403, a challenge", links=3, example="https://wall.example.org/b"),
            UnknownRow(reason="blocked: HTTP 999", links=1, example="https://wall.example.org/a"),
            UnknownRow(reason="timeout: 20 s", links=2, example="https://slow.example.org/"),
        ],
        statistics=statistics(links=430, unique=412, asked=400, local=6, unverified={"blocked": 4, "timeout": 2}, requests=405),
        hints=["2 links met a rate limit; a later run asks these again and takes the others from the store"],
    )


def dashboard() -> DashboardView:
    """The dashboard of that night."""
    return a_dashboard(
        report=report(),
        offered=(
            Offered("links", (Change(MOVED, ()),), 40, "https://github.com/acme/papers/pull/40"),
            Offered(
                "metadata",
                (Change(MISSPELT, (("Atention", "Attention"),)), Change(REPEATED, (("- a line", ""),))),
                branch_url="https://github.com/acme/papers/compare/main...linkbot/metadata?expand=1",
                trouble="GitHub Actions may not open pull requests here: allow it under Settings > Actions > General.",
            ),
        ),
        refused=(REFUSED,),
        troubles=("The label linkbot could not be added: the token may not write issues.",),
    )
