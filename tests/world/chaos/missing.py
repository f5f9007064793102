"""Pages that answer 200 and are not there; and pages that only look as if they were not."""

from __future__ import annotations

from tests.world.chaos.case import Case, led, page, said

_SORRY = "Sorry, the page you are looking for could not be found."


def _soft(name: str, happens: str, body: bytes) -> Case:
    return Case(
        name=f"soft-404-{name}",
        happens=happens,
        answers={"/page": said(200, body)},
        verdict="unverifiable",
        reason="soft-404",
        rule="LB106",
    )


def _fine(name: str, happens: str, body: bytes, at: str = "/page", requests: int = 1) -> Case:
    return Case(
        name=f"soft-404-{name}",
        happens=happens,
        links=(f"http://soft-404-{name}.example{at}",),
        answers={at: said(200, body)},
        verdict="ok",
        requests=requests,
    )


CASES = (
    _soft("title-and-heading", "the title and the heading say that the page is not there", page("Page not found")),
    _soft("title-and-text", "the title and the text say so", page("404 | Site", heading="Oh no", text=_SORRY)),
    _soft("german", "the same in German", page("Seite nicht gefunden – Verein")),
    _soft("japanese", "the same in Japanese", page("ページが見つかりません | 図書館")),
    _fine(
        "title-alone",
        "the title says so, and nothing else",
        page("Page not found", heading="A study", text="Read it."),
        requests=2,
    ),
    _fine("text-alone", "the text says so, and the title does not", page("A study", text=_SORRY)),
    _fine("about", "an article about missing pages", page("Why pages are not found", text=f"{_SORRY} So they say.")),
    _fine(
        "paper",
        "a paper that is called “Page not found”, with its text",
        page("Page not found", heading="Page not found", text="An abstract. " * 600),
        requests=2,
    ),
    _fine("own-path", "a link to the very page about 404", page("404 Not Found", heading="404 Not Found"), "/docs/status/404"),
    _fine("song", "a song about a missing person", page("Not found again - lyrics", text="I was not found again.")),
    Case(
        name="soft-404-everywhere",
        happens="the title says so, and every other path gets the same page",
        answers={"/*": said(200, page("Page not found", heading="Oh", text="Try the search."))},
        verdict="unverifiable",
        reason="soft-404",
        rule="LB106",
        requests=2,
    ),
    Case(
        name="soft-404-sink",
        happens="three pages that redirect to one, whose title says that it is not there",
        links=tuple(f"http://soft-404-sink.example/page/{number}" for number in (1, 2, 3)),
        answers={
            **{f"/page/{number}": led("/sorry") for number in (1, 2, 3)},
            "/sorry": said(200, page("Page not found", heading="Oh", text="Try the search.")),
        },
        verdict="unverifiable",
        reason="soft-404",
        rule="LB106",
        requests=6,
    ),
    Case(
        name="soft-404-no-sink",
        happens="three pages that redirect to one that is fine",
        links=tuple(f"http://soft-404-no-sink.example/page/{number}" for number in (1, 2, 3)),
        answers={**{f"/page/{number}": led("/book") for number in (1, 2, 3)}, "/book": said(200, page("A book"))},
        verdict="redirected",
        reason="to http://soft-404-no-sink.example/book",
        requests=6,
    ),
    Case(
        name="soft-404-pdf",
        happens="a PDF is promised, a web page comes",
        links=("http://soft-404-pdf.example/paper.pdf",),
        answers={"/paper.pdf": said(200, page("Our journal"))},
        verdict="unverifiable",
        reason="unverifiable: PDF was promised",
    ),
    _soft("parked", "the marks of a parking service", page("A name", head="<script src='//sedoparking.com/x.js'></script>")),
    _soft("for-sale", "the host's own name is for sale", page("soft-404-for-sale.example is for sale")),
    _soft(
        "expired", "two phrases of a domain that has expired", page("A name", text="This domain has expired. Buy this domain.")
    ),
    _fine("market", "a shop that has boats for sale", page("Boats for sale - soft-404-market.example")),
    _fine(
        "one-phrase",
        "an article that says “this domain is for sale”",
        page("On names", text="“This domain is for sale”, it said."),
    ),
)
