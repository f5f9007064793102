"""Fragments: places in a page, of which only a missing one is told, and only where it is sure."""

from __future__ import annotations

from tests.world.chaos.case import Case, page, said

_PAGE = page(text='<h2 id="setup">Setup</h2><a name="old-name"></a><h2 id="user-content-usage">Usage</h2><h2 id="übung">Ü</h2>')


def _place(name: str, happens: str, fragment: str, rule: str = "", body: bytes = _PAGE) -> Case:
    return Case(
        name=f"place-{name}",
        happens=happens,
        links=(f"http://place-{name}.example/page#{fragment}",),
        answers={"/page": said(200, body)},
        verdict="ok",
        rule=rule,
    )


CASES = (
    _place("id", "an id that is there", "setup"),
    _place("name", "the name of an anchor", "old-name"),
    _place("github", "an id with GitHub's prefix, named without it", "usage"),
    _place("escaped", "an id in German, percent-encoded", "%C3%BCbung"),
    _place("top", "the top of the page", "top"),
    _place("empty", "nothing after the #", ""),
    _place("text", "a text fragment", ":~:text=bright%20cold%20day"),
    _place("route", "the route of an application", "/docs/setup"),
    _place("missing", "an id that is not there", "no-such-place", "LB103"),
    _place(
        "filled-by-script", "an id in a page that a script fills", "later", body=b"<title>App</title><div id=app></div><script>"
    ),
)
