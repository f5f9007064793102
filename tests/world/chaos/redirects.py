"""Redirects to somewhere, in all the spellings that there are."""

from __future__ import annotations

from collections.abc import Mapping

from linkbot.model.report import Verdict
from tests.world.chaos.case import PAGE, Answer, Case, Name, led, page, said


def leads(
    name: str,
    happens: str,
    location: str,
    verdict: Verdict,
    reason: str = "",
    *,
    status: int = 302,
    rule: str = "",
    requests: int = 1,
    more: Mapping[str, Answer] | None = None,
    scheme: str = "http",
) -> Case:
    """A page that leads to `location`."""
    host = f"redirect-{name}.example"
    return Case(
        name=f"redirect-{name}",
        happens=happens,
        links=(f"{scheme}://{host}/page",),
        answers={"/page": led(location, status), **(more or {})},
        verdict=verdict,
        reason=reason,
        rule=rule,
        requests=requests,
    )


def _address(name: str, page_at: str = "/page") -> str:
    return f"http://redirect-{name}.example{page_at}"


CASES = (
    leads(
        "for-good",
        "301 to another page of the host",
        "/guide",
        "moved",
        f"to {_address('for-good', '/guide')}",
        status=301,
        rule="LB102",
        requests=2,
    ),
    leads(
        "308",
        "308 to another page of the host",
        "/guide",
        "moved",
        f"to {_address('308', '/guide')}",
        status=308,
        rule="LB102",
        requests=2,
    ),
    leads(
        "for-now", "302 to another page of the host", "/guide", "redirected", f"to {_address('for-now', '/guide')}", requests=2
    ),
    leads(
        "303",
        "303 to another page of the host",
        "/guide",
        "redirected",
        f"to {_address('303', '/guide')}",
        status=303,
        requests=2,
    ),
    leads(
        "307",
        "307 to another page of the host",
        "/guide",
        "redirected",
        f"to {_address('307', '/guide')}",
        status=307,
        requests=2,
    ),
    leads(
        "mixed",
        "301, then 302: not for good",
        "/guide",
        "redirected",
        f"to {_address('mixed', '/today')}",
        status=301,
        requests=3,
        more={"/guide": led("/today")},
    ),
    leads(
        "to-https",
        "301 from http to https, all else the same",
        "https://redirect-to-https.example/page",
        "moved",
        "to https://redirect-to-https.example/page",
        status=301,
        rule="LB102",
        requests=2,
        more={"/page": (led("https://redirect-to-https.example/page", 301), PAGE)},
    ),
    leads(
        "to-http",
        "301 from https to http: followed, and never offered",
        "http://redirect-to-http.example/page",
        "moved",
        "to http://redirect-to-http.example/page",
        status=301,
        requests=2,
        scheme="https",
        more={"/page": (led("http://redirect-to-http.example/page", 301), PAGE)},
    ),
    leads("relative", "a relative address", "guide?a=1", "redirected", f"to {_address('relative', '/guide?a=1')}", requests=2),
    leads("dots", "a relative address with dots", "../../guide", "redirected", f"to {_address('dots', '/guide')}", requests=2),
    leads(
        "no-scheme",
        "an address that begins with //",
        "//redirect-no-scheme.example/guide",
        "redirected",
        f"to {_address('no-scheme', '/guide')}",
        requests=2,
    ),
    leads(
        "fragment",
        "an address with a fragment",
        "/guide#part",
        "redirected",
        f"to {_address('fragment', '/guide#part')}",
        requests=2,
    ),
    leads(
        "spaces",
        "an address with spaces around and in it",
        "  /gu ide ",
        "redirected",
        f"to {_address('spaces', '/gu%20ide')}",
        requests=2,
    ),
    leads(
        "to-404",
        "to a page that is not there",
        "/lost",
        "broken",
        "unconfirmed: HTTP 404 on two GETs",
        rule="LB101",
        requests=4,
        more={"/lost": said(404, page("Oh"))},
    ),
    leads(
        "to-nowhere",
        "to a host that does not exist",
        "http://nowhere.invalid/page",
        "broken",
        "unconfirmed: no such domain",
        rule="LB101",
        requests=2,
    ),
    leads("to-500", "to a page that fails", "/fails", "flaky", "server-error: HTTP 500", requests=4, more={"/fails": said(500)}),
    leads("capitals", "a scheme in capitals", f"HTTP{_address('capitals', '/guide')[4:]}", "redirected", "to http", requests=2),
    leads("one-slash", "one slash too few", "http:/guide", "redirected", f"to {_address('one-slash', '/guide')}", requests=2),
    leads(
        "backslashes", "backslashes, which browsers take for slashes", r"\\127.0.0.1\guide", "redirected", "to http", requests=2
    ),
    leads("three-slashes", "three slashes", "///127.0.0.1/guide", "redirected", "to http", requests=2),
    leads("line-feed", "an escaped line end", "/guide%0d%0aSet-Cookie:%20a=b", "redirected", "to http", requests=2),
    Case(
        name="redirect-idn",
        happens="a host in German, as UTF-8",
        answers={"/page": led("http://bücher.redirect-idn.example/guide".encode().decode("latin-1"))},
        names={"xn--bcher-kva.redirect-idn.example": Name()},
        verdict="redirected",
        reason="to http://xn--bcher-kva.redirect-idn.example/guide",
        requests=2,
    ),
)
