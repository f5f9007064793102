"""Redirects that lead elsewhere than a reader wants: into the own network, to another program, to a front page, to a login."""

from __future__ import annotations

from tests.world.chaos.case import CANARY, NEXT_DOOR, PAGE, Case, Name, led, page, said
from tests.world.chaos.redirects import leads


def _inward(name: str, happens: str, location: str) -> Case:
    return leads(name, happens, location, "unsafe", "unsafe: leads to the address", rule="LB108")


UNSAFE = (
    leads(
        "to-file", "to a file of the reader's", "file:///etc/passwd", "unsafe", "unsafe: leads to the scheme 'file'", rule="LB108"
    ),
    leads("to-javascript", "to a script", "javascript:alert(1)", "unsafe", "unsafe: leads to the scheme 'javascript'"),
    leads("to-data", "to a page in the address", "data:text/html,hello", "unsafe", "unsafe: leads to the scheme 'data'"),
    leads("to-app", "to an application", "zoommtg://join", "unsafe", "unsafe: leads to the scheme 'zoommtg'"),
    leads("to-port-22", "to the port of SSH", "http://redirect-to-port-22.example:22/", "unsafe", "unsafe: leads to port 22"),
    leads("to-port-0", "to port 0", "http://redirect-to-port-0.example:0/", "unsafe", "unsafe: leads to port 0"),
    leads(
        "with-password",
        "to an address with a password",
        "http://me:hunter2@redirect-with-password.example/",
        "unsafe",
        "unsafe: leads to a user name or password",
    ),
    _inward("to-this-machine", "to this machine", f"http://{NEXT_DOOR}:{CANARY}/"),
    _inward("to-ipv6", "to this machine over IPv6", f"http://[::1]:{CANARY}/"),
    _inward("to-mapped", "to this machine, as IPv4 in IPv6 clothes", f"http://[::ffff:127.0.0.1]:{CANARY}/"),
    _inward("to-mapped-hex", "the same in hexadecimal", f"http://[::ffff:7f00:1]:{CANARY}/"),
    _inward("to-compatible", "to this machine, as IPv6 had it in 1995", f"http://[::127.0.0.1]:{CANARY}/"),
    _inward("to-decimal", "to this machine as one number", f"http://2130706433:{CANARY}/"),
    _inward("to-hex", "to this machine in hexadecimal", f"http://0x7f.0.0.1:{CANARY}/"),
    _inward("to-octal", "to this machine in octal", f"http://0177.0.0.1:{CANARY}/"),
    _inward("to-short", "to this machine in short", f"http://127.1:{CANARY}/"),
    _inward("to-any", "to 0.0.0.0, which is this machine", f"http://0.0.0.0:{CANARY}/"),
    _inward("to-metadata", "to the metadata of the cloud", "http://169.254.169.254/latest/meta-data/"),
    _inward("to-private", "into a private network", "http://192.168.0.1/"),
    _inward("to-nat64", "to this machine through NAT64", "http://[64:ff9b::7f00:1]/"),
    _inward("to-6to4", "to this machine through 6to4", "http://[2002:7f00:1::]/"),
    _inward("to-teredo", "through Teredo, which hides an IPv4 address", "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/"),
    _inward("to-multicast", "to everybody", "http://224.0.0.1/"),
    Case(
        name="redirect-to-canary",
        happens="to a name that leads to this machine",
        answers={"/page": led("http://canary.redirect-to-canary.example/secret")},
        names={"canary.redirect-to-canary.example": Name(addresses=(NEXT_DOOR,))},
        verdict="unsafe",
        reason="unsafe: addresses that are not public",
        rule="LB108",
    ),
    Case(
        name="redirect-late-to-canary",
        happens="three harmless redirects, then to this machine",
        answers={"/page": led("/a"), "/a": led("/b"), "/b": led("/c"), "/c": led(f"http://{NEXT_DOOR}:{CANARY}/")},
        verdict="unsafe",
        reason="unsafe: leads to the address 127.0.0.1",
        rule="LB108",
        requests=4,
    ),
)

INSTEAD = (
    leads(
        "to-root",
        "a page to the front page",
        "/",
        "unverifiable",
        "soft-404: every path leads to the home page",
        rule="LB106",
        requests=3,
    ),
    leads("to-root-for-good", "the same with 301", "/", "unverifiable", "soft-404", status=301, rule="LB106", requests=3),
    leads(
        "to-root-alone",
        "a page to the front page, where what is missing is an honest 404",
        "/",
        "redirected",
        "to http://redirect-to-root-alone.example/",
        requests=3,
        more={"/*": said(404, page("Oh")), "/": PAGE},
    ),
    leads("to-login", "to a login", "/login?next=/page", "blocked", "blocked: a login at /login", requests=2),
    leads(
        "to-login-host",
        "to a host for logins",
        "https://login.redirect-to-login-host.example/",
        "blocked",
        "blocked: a login at",
        requests=2,
        more={"login.redirect-to-login-host.example/": said(200, page("Sign in"))},
    ),
    leads(
        "to-google",
        "to Google's login",
        "https://accounts.google.com/ServiceLogin",
        "blocked",
        "blocked: a login at",
        requests=2,
        more={"accounts.google.com/ServiceLogin": said(200, page("Sign in"))},
    ),
    leads(
        "to-consent",
        "to a consent",
        "https://consent.redirect-to-consent.example/m?continue=x",
        "blocked",
        "blocked: a login at",
        requests=2,
        more={"consent.redirect-to-consent.example/m": said(200, page("Before you continue"))},
    ),
    leads("to-cookies", "to a page that misses cookies", "/action/cookieAbsent", "blocked", "blocked: a login at", requests=2),
    leads(
        "to-parking",
        "to a parking service",
        "https://www.hugedomains.com/domain_profile.cfm?d=x",
        "unverifiable",
        "soft-404: leads to",
        rule="LB106",
        requests=2,
        more={"www.hugedomains.com/domain_profile.cfm": said(200, page("It is for sale"))},
    ),
)
