"""The world's ordinary web: pages, redirects, walls, and sites that hide that something is missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape

from tests.world.wire import Reply

HTML = "text/html; charset=utf-8"
_FILLER = "<p>" + "It was a bright cold day in April, and the clocks were striking thirteen. " * 8 + "</p>"


def page(
    title: str,
    *,
    status: int = 200,
    ids: Iterable[str] = (),
    text: str = "",
    headers: Mapping[str, str] | None = None,
    delay: float = 0.0,
) -> Reply:
    """A plain HTML page whose sections have the given ids."""
    sections = "".join(f'<h2 id="{escape(name)}">{escape(name)}</h2><p>A section.</p>' for name in ids)
    body = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1>{text}{_FILLER}{sections}</body></html>"
    )
    return Reply(status, body.encode(), {"Content-Type": HTML, **(headers or {})}, delay)


def redirect(to: str, status: int, headers: Mapping[str, str] | None = None) -> Reply:
    """One hop."""
    body = f'<html><body><a href="{escape(to)}">moved</a></body></html>'.encode()
    return Reply(status, body, {"Content-Type": HTML, "Location": to, **(headers or {})})


def as_json(data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A JSON document."""
    body = json.dumps(data, ensure_ascii=False).encode()
    return Reply(status, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


def as_text(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Plain text."""
    return Reply(status, text.encode(), {"Content-Type": "text/plain; charset=utf-8", **(headers or {})})


def missing_page() -> Reply:
    """An honest 404."""
    return page("404 Not Found", status=404)


def soft_404() -> Reply:
    """A page that is not there and says so in words alone."""
    return page("Page not found", text="<p>Sorry, the page you are looking for could not be found.</p>")


def parked(host: str) -> Reply:
    """A domain that is for sale."""
    words = (
        "<p>This domain is parked free, courtesy of the registrar. <a href='/'>Buy this domain</a>. Related searches: loans.</p>"
    )
    return page(f"{host} is for sale", text=words)


def challenge() -> Reply:
    """Cloudflare's interstitial: open to people, closed to programs."""
    body = (
        '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta name="robots" content="noindex,nofollow">'
        "</head><body><noscript>Enable JavaScript and cookies to continue</noscript>"
        '<script>(function(){window._cf_chl_opt={cvId:"3",cType:"managed"};})();</script></body></html>'
    )
    headers = {"Content-Type": HTML, "Server": "cloudflare", "CF-RAY": "8f1c0ffee0000000-FRA", "cf-mitigated": "challenge"}
    return Reply(403, body.encode(), headers)
