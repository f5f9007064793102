"""Which redirects are believed, and how far their new address may go into the list by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linkbot.checks.kind import Known
from linkbot.config import Settings
from linkbot.judge import judge
from linkbot.model.evidence import Attempt, Evidence, Hop, Moved, Page, Question
from linkbot.model.finding import Finding
from linkbot.parse import parse
from linkbot.plan import kinds_of
from linkbot.rulebook import load_rulebook

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def moved(
    url: str,
    to: str,
    *,
    text: str = "a page",
    page: Page | None = None,
    statuses: tuple[int, ...] = (301,),
    beside: tuple[Question, ...] = (),
) -> list[Finding]:
    """What LB102 says of a link in the text of a list whose page has moved, as has what is `beside` it."""
    rulebook, settings = load_rulebook(), Settings(select=("LB102",))
    document = parse("README.md", f"- [{text}]({url})\n".encode(), rulebook)
    question = Question("web", url.partition("#")[0])
    attempt = Attempt(at=NOW, method="GET", url=to, status=200, hops=tuple(Hop(status=status, url=to) for status in statuses))
    answer = Moved(to=to, permanent=True, facts=page)
    evidence = {
        each: Evidence(question=each, answer=answer, asked_at=NOW, expires_at=NOW, trace=(attempt,))
        for each in (question, *beside)
    }
    known = Known((document,), evidence, rulebook, settings, NOW.date())
    return list(judge(kinds_of(rulebook, settings), known).findings)


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("http://a.example.org/x", "https://a.example.org/x"),
        ("https://www.a.example.org/x", "https://a.example.org/x"),
        ("https://a.example.org/x", "https://a.example.org/x/"),
        ("https://a.example.org/x%7Ey", "https://a.example.org/x~y"),
        ("http://a.example.org/x", "https://a.example.org:443/x"),
    ],
)
def test_the_same_page_in_another_spelling_is_a_safe_fix_and_said_mildly(url: str, to: str) -> None:
    (finding,) = moved(url, to)

    assert finding.severity == "info"
    assert finding.fix
    assert (finding.fix.applicability, finding.fix.edits[0].text) == ("safe", to)


def test_a_page_that_keeps_its_name_on_the_same_site_is_an_unsafe_fix() -> None:
    (finding,) = moved("https://a.example.org/old/attention.html", "https://a.example.org/new/attention")

    assert finding.severity == "warning"
    assert finding.fix
    assert finding.fix.applicability == "unsafe"


def test_a_page_that_keeps_its_title_on_the_same_site_is_an_unsafe_fix() -> None:
    page = Page(status=200, url="https://a.example.org/p/17", title="Attention, explained | A blog")

    (finding,) = moved("https://a.example.org/attention", "https://a.example.org/p/17", text="Attention, explained", page=page)

    assert finding.fix
    assert finding.fix.applicability == "unsafe"


@pytest.mark.parametrize(
    ("url", "to", "text", "title"),
    [
        pytest.param(
            "https://a.example.org/bart", "https://a.example.org/new/bart", "BART", "BART | A blog", id="its name and path"
        ),
        pytest.param(
            "https://a.example.org/x", "https://a.example.org/p/17", "How BART works", "How BART works", id="a telling title"
        ),
        pytest.param(
            "https://blog.example.org/x", "https://example.org/p/17", "How BART works", "Blog: How BART works", id="a subdomain"
        ),
        pytest.param(
            "https://a.example.org/x", "https://a.example.org/p/17", "**How BART works**", "How BART works!", id="marks"
        ),
    ],
)
def test_a_page_with_the_title_of_its_link_on_the_same_site_is_a_safe_fix(url: str, to: str, text: str, title: str) -> None:
    page = Page(status=200, url=to, title=title)

    (finding,) = moved(url, to, text=text, page=page, statuses=(301, 308))

    assert finding.fix
    assert finding.fix.applicability == "safe"
    assert finding.fix.proof == "the old address answers 301 and 308 to it, and the page there has the title of this link"


@pytest.mark.parametrize(
    ("url", "to", "text", "title"),
    [
        pytest.param(
            "https://a.example.org/bart", "https://a.example.org/new/bart", "BART", "BART, large", id="more than the name"
        ),
        pytest.param("https://a.example.org/x", "https://a.example.org/blog", "Blog", "Blog", id="a word of many pages"),
        pytest.param("https://a.example.org/x", "https://a.example.org/new/x", "https://a.example.org/x", "X", id="no title"),
        pytest.param(
            "https://a.example.org/x#y", "https://a.example.org/new/x", "How BART works", "How BART works", id="a fragment"
        ),
    ],
)
def test_a_page_that_may_be_another_is_no_safe_fix(url: str, to: str, text: str, title: str) -> None:
    (finding,) = moved(url, to, text=text, page=Page(status=200, url=to, title=title))

    assert finding.fix
    assert finding.fix.applicability != "safe"


def test_a_page_with_title_and_path_of_its_link_on_another_site_is_an_unsafe_fix() -> None:
    page = Page(status=200, url="https://b.example.net/bart", title="How BART works")

    (finding,) = moved("https://a.example.org/bart", "https://b.example.net/bart", text="How BART works", page=page)

    assert finding.fix
    assert finding.fix.applicability == "unsafe"


def test_a_text_that_shows_the_address_goes_with_it() -> None:
    (finding,) = moved("http://a.example.org/x", "https://a.example.org/x", text="http://a.example.org/x")

    assert finding.fix
    assert [edit.text for edit in finding.fix.edits] == ["https://a.example.org/x", "https://a.example.org/x"]


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("https://a.example.org/attention", "https://a.example.org/p/17"),
        ("https://a.example.org/attention", "https://b.example.net/attention"),
    ],
)
def test_another_page_or_another_site_is_only_shown(url: str, to: str) -> None:
    (finding,) = moved(url, to)

    assert finding.fix
    assert finding.fix.applicability == "display"


def test_a_site_that_is_known_to_have_taken_over_another_is_the_same_site() -> None:
    (finding,) = moved("https://docs.microsoft.com/azure/search", "https://learn.microsoft.com/azure/search")

    assert finding.fix
    assert finding.fix.applicability == "unsafe"


def test_the_fragment_is_kept_and_an_anchor_that_went_stops_the_fix() -> None:
    page = Page(status=200, url="https://a.example.org/x", anchors=("usage",))

    (kept,) = moved("http://a.example.org/x#usage", "https://a.example.org/x", page=page)
    (lost,) = moved("http://a.example.org/x#setup", "https://a.example.org/x", page=page)

    assert kept.fix
    assert (kept.fix.applicability, kept.fix.edits[0].text) == ("safe", "https://a.example.org/x#usage")
    assert lost.fix
    assert lost.fix.applicability == "display"


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("https://a.example.org/x", "https://a.example.org/"),
        ("https://a.example.org/x", "https://a.example.org/login?next=%2Fx"),
        ("https://a.example.org/x", "https://a.example.org/users/sign_in"),
        ("https://a.example.org/x", "https://a.example.org/en-US/x"),
        ("https://a.example.org/x", "https://a.example.org/404.html"),
        ("https://a.example.org/x", "https://a.example.org/x?session=4711"),
        ("https://a.example.org/x", "http://a.example.org/x"),
        ("https://bit.ly/2abc", "https://a.example.org/x"),
        ("https://doi.org/10.1038/nature14539", "https://www.nature.com/articles/nature14539"),
    ],
)
def test_a_redirect_that_says_nothing_about_the_content_is_not_reported(url: str, to: str) -> None:
    assert moved(url, to) == []


def test_one_temporary_hop_makes_the_whole_way_temporary() -> None:
    assert moved("http://a.example.org/x", "https://a.example.org/x", statuses=(301, 302)) == []


def test_tracking_that_a_redirect_adds_is_left_out() -> None:
    (finding,) = moved("http://a.example.org/x?id=1", "https://a.example.org/x?id=1&utm_source=old")

    assert finding.fix
    assert finding.fix.edits[0].text == "https://a.example.org/x?id=1"


def test_parentheses_that_are_balanced_are_written_as_they_are() -> None:
    (finding,) = moved("http://a.example.org/x_(y)", "https://a.example.org/x_(y)")

    assert finding.fix
    assert finding.fix.edits[0].text == "https://a.example.org/x_(y)"


def test_a_redirect_that_loses_tracking_alone_is_still_a_move() -> None:
    (finding,) = moved("http://a.example.org/x?utm_source=list", "https://a.example.org/x")

    assert finding.fix
    assert finding.fix.edits[0].text == "https://a.example.org/x"


def test_parameters_that_are_lost_on_the_way_are_no_move() -> None:
    assert moved("https://a.example.org/view.php?id=12", "https://a.example.org/view.php") == []


def test_the_version_that_latest_is_today_is_no_move() -> None:
    assert moved("https://a.example.org/en/latest/guide", "https://a.example.org/en/v2.1/guide") == []


def test_what_was_asked_beside_the_links_makes_no_catch_all_of_where_they_lead() -> None:
    front, sibling = (
        Question("web", f"https://a.example.org/{path}", want) for path, want in (("", "control"), ("old/", "sibling"))
    )

    assert moved("https://a.example.org/old/guide", "https://a.example.org/new/guide", beside=(front, sibling))


@pytest.mark.parametrize(
    ("url", "to"),
    [
        pytest.param("http://a.example.org:8080/x", "https://a.example.org/x", id="another port"),
        pytest.param("https://a.example.org/x%2Fy", "https://a.example.org/x/y", id="a slash that divides nothing"),
    ],
)
def test_an_address_that_is_divided_otherwise_is_not_the_same_page(url: str, to: str) -> None:
    (finding,) = moved(url, to)

    assert finding.severity == "warning"
    assert finding.fix
    assert finding.fix.applicability != "safe"


@pytest.mark.parametrize(
    ("url", "to", "text", "title"),
    [
        pytest.param("/lists/ml", "/about", "Awesome Machine Learning", "About | Awesome Machine Learning", id="the site's part"),
        pytest.param("/list/ml", "/about", "A Example Org", "A Example Org", id="the site's name"),
        pytest.param("/alice/home", "/bob/home", "Home", "Home", id="a word of many pages"),
        pytest.param("/a/nowhere", "/b/nowhere", "Page not found", "Page not found", id="three generic words"),
        pytest.param("/book-a/chapter-3", "/book-b/chapter-3", "Chapter 3", "Chapter 3", id="a chapter of any book"),
        pytest.param("/a/bart", "/b/bart", "BART", "BART", id="one word and another folder"),
        pytest.param("/attention", "/p/17", "How attention works", "How attention works: part 2", id="the second part"),
        pytest.param("/course", "/2024/course", "A deep learning course", "A deep learning course", id="an edition"),
        pytest.param("/2019/05/bart", "/blog/bart", "How BART works", "How BART works", id="a date that went"),
        pytest.param("/en/bart", "/bart", "How BART works", "How BART works", id="a language that went"),
    ],
)
def test_a_title_that_other_pages_may_have_is_to_be_read_first(url: str, to: str, text: str, title: str) -> None:
    site = "https://a.example.org"

    (finding,) = moved(f"{site}{url}", f"{site}{to}", text=text, page=Page(status=200, url=f"{site}{to}", title=title))

    assert finding.fix
    assert finding.fix.applicability == "unsafe"


@pytest.mark.parametrize(
    ("url", "to", "why"),
    [
        ("https://a.example.org/2019/course", "https://a.example.org/2024/course", "but the numbers in the address are others"),
        (
            "https://a.example.org/docs/1.4/guide",
            "https://a.example.org/docs/3.0/guide",
            "but the numbers in the address are others",
        ),
        (
            "https://a.example.org/watch?v=abc",
            "https://a.example.org/watch?v=def",
            "but a parameter of the address has another value",
        ),
        ("https://a.example.org/de/guide", "https://a.example.org/guide", "but it may be in another language"),
        ("https://de.example.org/guide", "https://example.org/guide", "but it may be in another language"),
    ],
)
def test_another_edition_or_language_is_only_shown_whatever_its_title(url: str, to: str, why: str) -> None:
    page = Page(status=200, url=to, title="A guide to attention")

    (finding,) = moved(url, to, text="A guide to attention", page=page)

    assert finding.fix
    assert finding.fix.applicability == "display"
    assert finding.fix.proof.endswith(why)


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("https://a.example.org/docs/de/guide", "https://a.example.org/docs/en/guide"),
        ("https://de.example.org/guide", "https://en.example.org/guide"),
    ],
)
def test_one_language_for_another_is_no_move(url: str, to: str) -> None:
    assert moved(url, to) == []


def test_a_name_on_a_host_that_many_share_is_another_site() -> None:
    page = Page(status=200, url="https://substack.com/p/attention", title="A long read about attention")

    (finding,) = moved("https://alice.substack.com/p/attention", page.url, text="A long read about attention", page=page)

    assert finding.fix
    assert finding.fix.applicability == "unsafe"
    assert finding.fix.proof.endswith("and the page there, on another site, has the title of this link")


def test_a_title_of_one_word_is_enough_where_the_whole_path_is_kept() -> None:
    page = Page(status=200, url="https://a.example.org/new/b/bart", title="BART")

    (finding,) = moved("https://a.example.org/b/bart.html", page.url, text="BART", page=page)

    assert finding.fix
    assert finding.fix.applicability == "safe"


def test_an_address_that_leads_to_an_error_is_only_shown() -> None:
    page = Page(status=404, url="https://a.example.org/x")

    (finding,) = moved("http://a.example.org/x", page.url, page=page)

    assert finding.fix
    assert (finding.fix.applicability, finding.fix.proof) == (
        "display",
        "the old address answers 301 to it, but the page there answers 404",
    )
