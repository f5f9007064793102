"""Walls that keep programs out: they say nothing of the page behind them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.world.chaos.case import Case, page, said


def _wall(name: str, happens: str, status: int, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Case:
    return Case(
        name=f"wall-{name}",
        happens=happens,
        answers={"/page": said(status, page("Access") if body is None else body, headers)},
        verdict="blocked",
        reason=f"blocked: HTTP {status}, a challenge",
    )


def _script(mark: str) -> bytes:
    return f"<html><head><title>A page</title><script src='{mark}'></script></head><body></body></html>".encode()


CASES = (
    _wall("cloudflare", "Cloudflare's challenge, told by its header", 403, {"cf-mitigated": "challenge"}),
    _wall("cloudflare-429", "the same with 429: no matter of waiting", 429, {"cf-mitigated": "challenge", "Retry-After": "5"}),
    _wall("cloudflare-503", "the same with 503, told by its title", 503, body=page("Just a moment...")),
    _wall("cloudflare-200", "a challenge with 200", 200, body=page("Just a moment...")),
    _wall("cloudflare-404", "a challenge with 404: not a dead page", 404, {"cf-mitigated": "challenge"}),
    _wall("datadome", "DataDome's challenge", 403, body=_script("https://geo.captcha-delivery.com/captcha/")),
    _wall("datadome-header", "DataDome's challenge, told by its header", 403, {"X-DataDome-Captcha": "1"}),
    _wall("perimeterx", "PerimeterX' challenge", 403, body=_script("https://captcha.px-cdn.net/x?px-captcha")),
    _wall("incapsula", "Incapsula's challenge", 403, body=_script("/_Incapsula_Resource?SWJIYLWA=1")),
    _wall("aws", "the challenge of AWS' firewall, with 202", 202, {"x-amzn-waf-action": "challenge"}, b""),
    _wall("aws-405", "its captcha, with 405", 405, {"x-amzn-waf-action": "captcha"}),
    _wall("vercel", "Vercel's checkpoint", 429, {"x-vercel-mitigated": "challenge"}, page("Vercel Security Checkpoint")),
    _wall("akamai", "Akamai's refusal", 403, body=page("Access Denied", text="https://errors.edgesuite.net/18.c0ffee")),
    _wall("anubis", "Anubis, with 200", 200, body=page("Making sure you're not a bot!")),
    _wall("ddos-guard", "DDoS-Guard, with 403", 403, body=page("DDoS-Guard")),
    _wall("sucuri", "Sucuri's refusal", 403, body=page("Access Denied", text="Sucuri Website Firewall")),
    _wall("human", "a question whether one is human, with 200", 200, body=page("Are you a robot?")),
    Case(
        name="wall-about",
        happens="an article about such walls",
        answers={"/page": said(200, page("How “Just a moment...” pages work", text="cdn-cgi/challenge-platform, px-captcha"))},
        verdict="ok",
    ),
    Case(
        name="wall-script",
        happens="a page that carries the script of a guard and lets everybody in",
        answers={"/page": said(200, page(text="<script src='/cdn-cgi/challenge-platform/x.js'></script>"))},
        verdict="ok",
    ),
    Case(
        name="wall-404-script",
        happens="an honest 404 that carries the script of a guard",
        answers={"/page": said(404, page("Oh", text="<script src='/cdn-cgi/challenge-platform/x.js'></script>"))},
        verdict="broken",
        reason="unconfirmed: HTTP 404",
        rule="LB101",
        requests=2,
    ),
)
