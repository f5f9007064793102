"""Five lists as people write them, checked end to end against a simulated internet: what is found, and what is asked."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from tests.e2e.internet import furnish
from tests.world.server import World
from tests.world.wire import Request

from linkbot.model.report import FindingRow, Report
from linkbot.pipeline import check

LISTS = Path(__file__).parent / "lists"
NOTES = {
    "research/transformer/readme.md": "# The transformer\n\n## Heads\n",
    "research/flash/readme.md": "# FlashAttention\n\n## Tiles\n",
    "research/scaling/readme.md": "# Scaling laws\n\n## Exponents\n",
}
DOCUMENTS = (
    "bullets.md", "citations.md", "tables-without-pipes.md", "numbered.md", "sorted-table.md", "hard-links.md", "scan.md",
)  # fmt: skip

FOUND = {
    "bullets.md": [
        (3, "LB501"),  # a star that was decoded wrongly
        (6, "LB103"),  # #retreival
        (14, "LB303"),  # tensor2tensor is archived
        (15, "LB304"),  # the default branch of bert is master
        (16, "LB302"),  # facebookresearch/llama is meta-llama/llama today
        (18, "LB301"),
        (20, "LB201"),  # Finetunning
        (21, "LB105"),  # arxiv.org/abs/... without a scheme
        (21, "LB301"),  # a model that Hugging Face does not know
        (25, "LB303"),
        (26, "LB206"),  # a well-formed id that no paper has
        (32, "LB102"),  # http that is https
        (33, "LB103"),  # the second of two anchors of one page
        (34, "LB101"),  # no such domain
        (35, "LB106"),
        (36, "LB108"),  # an expired certificate
        (37, "LB108"),  # a redirect into a private network
        (42, "LB001"),  # a comment that hides nothing; that on line 41 hides a dead link
        (43, "LB503"),  # utm_source
        (44, "LB102"),  # a page that has moved for good, and kept its title
    ],
    "citations.md": [
        (8, "LB401"),  # one survey, by its DOI and by its page
        (14, "LB405"),  # a year before the id was given
        (17, "LB204"),
        (19, "LB203"),  # a month before the first version; line 14 is told as LB405 alone
        (21, "LB401"),
        (25, "LB402"),  # one title on arXiv and on OpenReview
        (27, "LB402"),
        (33, "LB101"),  # a DOI with a digit too many
    ],
    "tables-without-pipes.md": [
        (8, "LB404"),  # March 20222
        (10, "LB503"),  # the one PDF in a list of abstracts
        (11, "LB405"),  # 2013 for 2023
        (19, "LB202"),  # the title of LoRA, the id of (IA)3
        (19, "LB401"),
        (20, "LB401"),
        (22, "LB203"),  # June for a paper of July
        (23, "LB502"),
        (24, "LB404"),  # Decmber
    ],
    "numbered.md": [
        (6, "LB401"),  # one file of notes for two papers
        (8, "LB104"),
        (10, "LB401"),
        (11, "LB206"),  # a thirteenth month
        (13, "LB103"),  # no such heading in the notes
        (14, "LB202"),  # two papers with each other's link
        (15, "LB202"),
        (17, "LB104"),  # Scaling is called scaling
    ],
    "sorted-table.md": [
        (10, "LB401"),
        (11, "LB401"),
        (18, "LB406"),  # 2022 between 2020 and 2021
        (20, "LB401"),
        (22, "LB401"),
        (23, "LB404"),  # Novembr
        (25, "LB101"),  # the only page of its host that is gone
    ],
    "hard-links.md": [],
    "scan.md": [(1, "LB002")],
}
ASKED_AGAIN = {"mended.example.org", "sandbox.example.org"}
"""Whose answer may not be kept: a 500, and a redirect that other settings might allow. Dead hosts get no request."""


@dataclass(frozen=True)
class Night:
    """One run: what it reported, and what it asked."""

    report: Report
    requests: tuple[Request, ...]

    def to(self, host: str) -> list[Request]:
        return [request for request in self.requests if request.host == host]


@dataclass(frozen=True)
class Nights:
    """Four runs in one world: the first, the same again, one that was told to ask again, and one two hours later."""

    first: Night
    second: Night
    refreshed: Night
    later: Night


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("nights")
    with pytest.MonkeyPatch.context() as patch, World(folder) as world:
        enter(world, folder, patch)
        yield Nights(a_night(world), a_night(world), a_night(world, refresh=True), a_night(world, hours=2))


def enter(world: World, folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Furnishes the world, and works in a repository of `folder`, which is returned, trusting the world's certificates."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        patch.delenv(name)
    certificate = folder / "world-ca.pem"
    certificate.write_bytes(world.certificate)
    patch.setenv("SSL_CERT_FILE", str(certificate))
    patch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    repository = a_repository(folder)
    patch.chdir(repository)
    furnish(world)
    return repository


def a_repository(folder: Path) -> Path:
    """The lists beside the notes that they link to, and a file that is no text."""
    repository = folder / "repository"
    shutil.copytree(LISTS, repository)
    for name, text in NOTES.items():
        (repository / name).parent.mkdir(parents=True)
        (repository / name).write_text(text, encoding="utf-8")
    (repository / "scan.md").write_bytes(b"# A scan\n\0\0\1")
    return repository


def a_night(world: World, inputs: Sequence[str] = DOCUMENTS, token: str = "t0ken", hours: int = 0, **settings: object) -> Night:
    before = len(world.requests)
    given = world.settings(**{"github_token": token, **settings} if token else settings)
    later = timedelta(hours=hours)
    report = asyncio.run(check(inputs, given, resolver=world.resolver, clock=lambda: datetime.now(UTC) + later))
    return Night(report, tuple(world.requests[before:]))


def found_in(report: Report, path: str) -> list[tuple[int, str]]:
    return [(row.line, row.code) for row in report.findings if row.path == path]


def gist(rows: Sequence[FindingRow]) -> list[tuple[str, int, str, str, str]]:
    return [(row.path, row.line, row.code, row.message, row.fingerprint) for row in rows]


def query(request: Request) -> Mapping[str, list[str]]:
    return parse_qs(request.url.raw_query_string)


def asked_for(request: Request) -> str:
    """The URL, with the ids of a call of arXiv's API in order: which they come in is no matter."""
    return (
        str(request.url.update_query(id_list=",".join(sorted(ids(request))))) if "id_list" in query(request) else str(request.url)
    )


def ids(request: Request) -> list[str]:
    return query(request)["id_list"][0].split(",")


# What is found


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_defect_is_found_on_its_line_and_nothing_else_is_said(nights: Nights, path: str) -> None:
    assert found_in(nights.first.report, path) == FOUND[path]


def test_an_ignore_comment_hides_the_dead_link_on_its_line(nights: Nights) -> None:
    hidden = [(row.finding.path, row.finding.line, row.finding.code, row.reason) for row in nights.first.report.suppressed]

    assert hidden == [("bullets.md", 41, "LB101", "its author has promised to put it back")]


def test_links_that_are_hard_to_reach_are_never_dead(nights: Nights) -> None:
    verdicts = {row.line: row.verdict for row in nights.first.report.links if row.path == "hard-links.md"}

    assert verdicts == {
        3: "ok",  # refuses HEAD
        4: "blocked",
        5: "blocked",
        6: "blocked",
        7: "ok",  # 503 once
        8: "ok",  # reset once
        9: "ok",  # slow
        10: "ok",  # a redirect to itself that sets a cookie
        11: "ok",  # endless
        12: "ok",  # a bomb
        13: "ok",  # drips
        14: "flaky",  # 500 at every try
        15: "flaky",  # SERVFAIL
        16: "flaky",  # refused
        17: "flaky",  # silent
        18: "blocked",  # a login
        19: "redirected",
    }


def test_what_could_not_be_verified_is_counted_with_its_reason(nights: Nights) -> None:
    assert nights.first.report.statistics.unverified == {
        "blocked": 4,
        "soft-404": 1,
        "tls": 1,
        "server-error": 1,
        "dns": 1,
        "connection": 1,
        "timeout": 1,
    }


def test_a_mended_id_is_offered_where_it_is_certain(nights: Nights) -> None:
    fixes = {
        (row.path, row.line): row.fix.edits[0].text for row in nights.first.report.findings if row.code == "LB202" and row.fix
    }

    assert fixes == {
        ("tables-without-pipes.md", 19): "2106.09685",  # which only a search on arXiv can tell
        ("numbered.md", 14): "2004.04906",
        ("numbered.md", 15): "2005.11401",
    }


def test_offline_the_contradiction_of_two_entries_shows_without_the_record(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(a_repository(tmp_path))

    night = a_night(world, ["tables-without-pipes.md"], offline=True)

    assert night.requests == ()
    assert found_in(night.report, "tables-without-pipes.md") == [
        (8, "LB404"),
        (10, "LB503"),
        (11, "LB405"),
        (19, "LB401"),
        (19, "LB403"),
        (19, "LB405"),
        (20, "LB401"),
        (20, "LB403"),
        (23, "LB502"),
        (24, "LB404"),
    ]


# What is asked


def test_papers_are_asked_for_in_one_call(nights: Nights) -> None:
    everyone, doubted, *_ = nights.first.to("export.arxiv.org")

    assert len(ids(everyone)) == len(set(ids(everyone))) == 34
    assert ids(doubted) == ["2005.91401", "2401.04088"]  # before an id is called unknown, once more beside one that is known


def test_earlier_versions_and_titles_are_asked_for_suspects_alone(nights: Nights) -> None:
    _, _, *others = nights.first.to("export.arxiv.org")

    versions, search = others
    assert {name.partition("v")[0] for name in ids(versions)} == {"2004.04906", "2005.11401", "2205.05638"}
    assert "LoRA" in query(search)["search_query"][0]


def test_repositories_are_asked_for_in_one_query(nights: Nights) -> None:
    (request,) = nights.first.to("api.github.com")

    assert (request.method, request.path) == ("POST", "/graphql")
    assert request.body.count(b"repository(") == 7


def test_pages_of_arxiv_github_and_doi_are_never_asked_for(nights: Nights) -> None:
    everything = (*nights.first.requests, *nights.second.requests, *nights.refreshed.requests)

    pages = [str(request.url) for request in everything if request.host in ("arxiv.org", "www.arxiv.org", "github.com")]
    resolved = [request.path for request in everything if request.host == "doi.org" and not request.path.startswith("/api/")]

    assert pages == []
    assert resolved == []


def test_a_page_that_works_is_asked_for_once(nights: Nights) -> None:
    asked = Counter(str(request.url) for request in nights.first.requests)

    assert {url for url, times in asked.items() if times > 1} == {
        "https://blog.example.org/attention",  # 404: asked again before it counts
        "https://explained.example.org/alpaca",  # the same
        "https://busy.example.org/page",  # 503 at first
        "https://hung-up.example.org/page",  # reset at first
        "https://cookie.example.org/page",  # a redirect to itself
        "https://mended.example.org/page",  # 500 three times
    }


def test_a_run_at_once_asks_only_what_other_settings_might_allow(nights: Nights) -> None:
    assert {request.host for request in nights.second.requests} == {"sandbox.example.org"}


def test_a_run_two_hours_later_asks_only_what_failed_by_chance(nights: Nights) -> None:
    assert {request.host for request in nights.later.requests} == ASKED_AGAIN


def test_the_same_run_again_finds_the_same(nights: Nights) -> None:
    assert gist(nights.second.report.findings) == gist(nights.first.report.findings)


def test_refresh_asks_everything_again_and_finds_the_same(nights: Nights) -> None:
    first, again = ({asked_for(request) for request in night.requests} for night in (nights.first, nights.refreshed))

    assert again == {asked for asked in first if not asked.endswith("/robots.txt")}  # which is believed for a day
    assert gist(nights.refreshed.report.findings) == gist(nights.first.report.findings)


def test_lists_of_which_every_link_was_answered_are_not_asked_about_twice(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(a_repository(tmp_path))
    furnish(world)

    nights = [a_night(world, ["citations.md", "numbered.md"]) for _ in range(2)]

    assert nights[0].requests
    assert nights[1].requests == ()
    assert gist(nights[1].report.findings) == gist(nights[0].report.findings)


def test_a_rate_limit_without_a_token_is_no_finding(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.md").write_text("- [Gone](https://github.com/example-lab/gone)\n- [Here](https://github.com/example-lab/here)\n")
    world.repository("example-lab/here")
    world.github.left["core"] = 0

    night = a_night(world, ["list.md"], token="")

    assert gist(night.report.findings) == []
    assert night.report.statistics.unverified == {"rate-limited": 2}
    assert "GH_TOKEN" in " ".join(night.report.hints)
    assert len(night.to("api.github.com")) == 1
