"""Each file of rules/hosts at work: what its host is known to answer, served on loopback, and what linkbot makes of it.

The tables are written by hand, from what is known of the hosts. A file that has no row here, or says something that no row tries,
fails a test.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest
from tests.unit.loopback import Server, a_net, a_rulebook, redirect, reply, some_settings

from linkbot.model.evidence import Answer, Found, Question, Unknown
from linkbot.rulebook import Host, load_rulebook
from linkbot.sources.hosts import Hosts
from linkbot.sources.web import WebSource

HOSTS = load_rulebook().hosts
PROFILES = Hosts(HOSTS)

TEXT = "<p>" + "Some words that a reader can read. " * 20 + "</p>"
PAGE = reply(200, f"<title>A page</title><h2 id='here'>Here</h2>{TEXT}")
OTHERS = {"/": PAGE, "/login?return_to=x": PAGE, "/users/sign_in": PAGE}
BUSY = reply(429, "slow down", Retry_After="3600")


def status(code: int) -> bytes:
    return reply(code, f"<title>{code}</title>")


REFUSED = reply(403, "<title>403</title>", Retry_After="3600")
"""A wall that names a time, as if it would ever let a program in; of any other host that would be a request to wait."""


def titled(title: str) -> bytes:
    return reply(200, f"<title>{title}</title>{TEXT}")


ANSWERS: list[tuple[str, bytes, str]] = [
    # Walls for programs: a refusal is no death, whatever the publisher's page says of itself.
    ("http://dl.acm.org/doi/10.1145/1", REFUSED, "blocked"),
    ("http://dl.acm.org/doi/10.1145/1", status(503), "blocked"),
    ("http://dl.acm.org/doi/10.1145/1", status(404), "gone"),
    ("http://chatgpt.com/share/1", REFUSED, "blocked"),
    ("http://www.crunchbase.com/organization/a", REFUSED, "blocked"),
    ("http://www.crunchbase.com/organization/a", status(404), "unverifiable"),
    ("http://www.sciencedirect.com/science/article/pii/1", REFUSED, "blocked"),
    ("http://www.sciencedirect.com/science/article/pii/1", status(503), "blocked"),
    ("http://ieeexplore.ieee.org/document/1", status(418), "blocked"),
    ("http://ieeexplore.ieee.org/document/1", status(202), "blocked"),
    ("http://ieeexplore.ieee.org/document/1", REFUSED, "blocked"),
    ("http://www.mdpi.com/1/2", REFUSED, "blocked"),
    ("http://academic.oup.com/a/1", REFUSED, "blocked"),
    ("http://www.pnas.org/doi/10.1073/1", REFUSED, "blocked"),
    ("http://www.researchgate.net/publication/1", REFUSED, "blocked"),
    ("http://www.researchgate.net/publication/1", status(404), "unverifiable"),
    ("http://journals.sagepub.com/doi/10.1177/1", REFUSED, "blocked"),
    ("http://epubs.siam.org/doi/10.1137/1", REFUSED, "blocked"),
    ("http://www.tandfonline.com/doi/10.1080/1", REFUSED, "blocked"),
    ("http://onlinelibrary.wiley.com/doi/10.1002/1", REFUSED, "blocked"),
    ("http://onlinelibrary.wiley.com/doi/10.1002/1", status(503), "blocked"),
    ("http://www.npmjs.com/~someone", REFUSED, "blocked"),
    ("http://www.reddit.com/r/a/comments/1", REFUSED, "blocked"),
    ("http://openreview.net/group?id=A", REFUSED, "blocked"),
    ("http://openreview.net/group?id=A", BUSY, "rate-limited"),
    ("http://stackoverflow.com/users/1", REFUSED, "blocked"),
    ("http://stackoverflow.com/users/1", status(404), "gone"),
    ("http://a.medium.com/a-post-1", REFUSED, "blocked"),
    ("http://a.medium.com/a-post-1", BUSY, "rate-limited"),
    ("http://a.medium.com/a-post-1", status(410), "gone"),
    ("http://www.amazon.com/dp/1", status(503), "blocked"),
    ("http://www.amazon.com/dp/1", status(202), "blocked"),
    ("http://www.amazon.com/dp/1", titled("Page Not Found"), "soft-404"),
    ("http://www.amazon.com/dp/1", titled("A book"), "found"),
    # Pages that show nothing: only a 404 or a 410 tells anything.
    ("http://discord.gg/", PAGE, "unverifiable"),
    ("http://discord.com/blog/1", status(404), "gone"),
    ("http://docs.google.com/document/d/1", PAGE, "unverifiable"),
    ("http://drive.google.com/file/d/1", status(404), "gone"),
    ("http://www.kaggle.com/datasets/a/b", PAGE, "unverifiable"),
    ("http://www.kaggle.com/datasets/a/b", status(404), "gone"),
    ("http://www.notion.so/a-1", PAGE, "unverifiable"),
    ("http://www.notion.so/a-1", status(410), "gone"),
    ("http://twitter.com/a/status/1", PAGE, "unverifiable"),
    ("http://twitter.com/a/status/1", status(404), "gone"),
    # Logins: a page that is not shown, not one that is missing.
    ("http://github.com/organizations/new", redirect("/login?return_to=x"), "blocked"),
    ("http://github.com/nobody", status(404), "gone"),
    ("http://gitlab.com/example/private/-/issues", redirect("/users/sign_in"), "blocked"),
    ("http://gitlab.com/example/tool/-/tree/main", PAGE, "found"),
    ("http://huggingface.co/example/private", status(401), "unverifiable"),
    ("http://huggingface.co/example/missing", status(404), "gone"),
    # A deleted video answers 200, and has no name.
    ("http://www.youtube.com/watch?v=1", titled("- YouTube"), "soft-404"),
    ("http://www.youtube.com/@someone", titled("Someone - YouTube"), "found"),
    # Servers of files: a 404 is certain at the first look.
    ("http://someone.github.io/a", status(404), "gone"),
    ("http://raw.githubusercontent.com/a/b/main/c", status(404), "gone"),
    ("http://a.readthedocs.io/en/latest/b", status(404), "gone"),
    # Hosts that are only asked at a pace of their own, and say when it was too fast.
    ("http://arxiv.org/help", BUSY, "rate-limited"),
    ("http://arxiv.org/help", PAGE, "found"),
    ("http://codeberg.org/example/tool/releases", BUSY, "rate-limited"),
    ("http://codeberg.org/example/tool/releases", status(404), "gone"),
    ("http://api.crossref.org/works/1", BUSY, "rate-limited"),
    ("http://api.datacite.org/dois/1", BUSY, "rate-limited"),
    ("http://doi.org/", BUSY, "rate-limited"),
    ("http://crates.io/keywords/a", PAGE, "found"),
    ("http://www.gnu.org/software/a", BUSY, "rate-limited"),
    ("http://pypi.org/user/a/", BUSY, "rate-limited"),
    ("http://pypi.org/user/a/", PAGE, "found"),
    ("http://a.substack.com/p/b", BUSY, "rate-limited"),
    ("http://web.archive.org/web/2020/http://a.example/", BUSY, "rate-limited"),
    ("http://en.wikipedia.org/wiki/A", BUSY, "rate-limited"),
    ("http://en.wikipedia.org/wiki/A", status(404), "gone"),
    ("http://registry.npmjs.org/a", BUSY, "rate-limited"),
    ("http://api2.openreview.net/notes?id=a", BUSY, "rate-limited"),
    ("http://api.stackexchange.com/2.3/sites", BUSY, "rate-limited"),
    ("http://img.youtube.com/vi/a/0.jpg", status(404), "gone"),
]
"""A page of the host, what the host answers, and what is known of the page then."""

NEVER_ASKED = [
    "http://www.facebook.com/someone",
    "http://scholar.google.com/citations?user=a",
    "http://www.instagram.com/someone",
    "http://www.linkedin.com/in/someone",
    "http://www.pinterest.com/pin/1",
    "http://www.quora.com/a-question",
    "http://t.me/someone",
    "http://www.tiktok.com/@someone/video/1",
    "http://example.onion/page",
]
"""Pages that show every program the same, and cost a request; names that the internet does not know."""

ANCHORS_BY_SCRIPT = {
    "archive.org",
    "crates.io",
    "dl.acm.org",
    "docs.google.com",
    "github.com",
    "gitlab.com",
    "ieeexplore.ieee.org",
    "kaggle.com",
    "notion.so",
    "npmjs.com",
    "openreview.net",
    "pypi.org",
    "reddit.com",
    "sciencedirect.com",
    "youtube.com",
}
"""Hosts whose headings are not in the page that comes over the wire."""

AT_ONCE = ["http://someone.github.io/a", "http://raw.githubusercontent.com/a/b/main/c", "http://a.readthedocs.io/en/latest/b"]


def ask(question: Question, told: bytes) -> tuple[Answer, Server]:
    """What the page of a known host comes to, without its pace, and the server, for what it was asked."""
    parts = urlsplit(question.key)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    host = PROFILES.profile(parts.hostname or "").model_copy(update={"per_second": 1000.0})

    async def story() -> tuple[Answer, Server]:
        async with Server({**OTHERS, target: told}).running() as server, a_net(server, host) as net:
            source = WebSource(net, a_rulebook(host), some_settings())
            (evidence,) = [evidence async for evidence in source.ask([question])]
            return evidence.answer, server

    return asyncio.run(story())


def word(answer: Answer) -> str:
    return answer.reason if isinstance(answer, Unknown) else answer.answer


def short(told: object) -> str | None:
    """How a case is called: by the status of what is served."""
    return told[9:12].decode() if isinstance(told, bytes) else None


def profile(url: str) -> Host:
    return PROFILES.profile(urlsplit(url).hostname or "")


@pytest.mark.parametrize(("url", "told", "expected"), ANSWERS, ids=short)
def test_what_a_host_answers_is_read_as_its_file_says(url: str, told: bytes, expected: str) -> None:
    answer, _ = ask(Question("web", url), told)

    assert word(answer) == expected


@pytest.mark.parametrize("url", NEVER_ASKED)
def test_a_host_that_shows_programs_nothing_is_not_asked(url: str) -> None:
    answer, server = ask(Question("web", url), PAGE)

    assert word(answer) == "unverifiable"
    assert server.asked == []


@pytest.mark.parametrize("url", AT_ONCE)
def test_a_server_of_files_is_believed_at_the_first_404(url: str) -> None:
    _, server = ask(Question("web", url), status(404))

    assert len(server.asked) == 1


def test_a_host_that_wants_a_type_named_is_told_it() -> None:
    _, server = ask(Question("web", "http://crates.io/keywords/a"), PAGE)

    assert [asked.headers["accept"] for asked in server.asked] == ["text/html"]
    assert {host.hosts[0] for host in HOSTS if host.accept} == {"crates.io"}


@pytest.mark.parametrize("url", sorted({url for url, _, expected in ANSWERS if expected == "found"}))
def test_anchors_are_looked_for_in_the_pages_that_have_them(url: str) -> None:
    answer, _ = ask(Question("web", url, "anchors"), PAGE)

    assert isinstance(answer, Found)
    assert (answer.facts.anchors is None) == (profile(url).hosts[0] in ANCHORS_BY_SCRIPT)


def test_the_hosts_whose_anchors_are_drawn_by_script_are_these() -> None:
    assert {host.hosts[0] for host in HOSTS if host.anchors == "unverifiable"} == ANCHORS_BY_SCRIPT


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.hosts[0])
def test_every_file_is_tried_and_every_word_of_it(host: Host) -> None:
    tried = {(told, expected) for url, told, expected in ANSWERS if profile(url) is host}
    is_asked = host.method != "none"

    assert bool(tried) == is_asked
    assert any(profile(url) is host for url in NEVER_ASKED) != is_asked
    assert {(str(code), meaning) for code, meaning in host.meaning.items()} <= {(short(told), said) for told, said in tried}
    assert not host.unverifiable or not is_asked or (PAGE, "unverifiable") in tried
    assert bool(host.soft_404) <= ("soft-404" in {expected for _, expected in tried})
    assert not host.login_paths or any(told.startswith(b"HTTP/1.1 302") and expected == "blocked" for told, expected in tried)
