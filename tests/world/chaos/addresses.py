"""Addresses as lists have them: secrets, odd ports, odd hosts, odd letters, and what is no URL at all."""

from __future__ import annotations

from linkbot.model.report import Verdict
from tests.world.chaos.case import CANARY, NEXT_DOOR, Case, Name

_SHOWN = 80  # characters of an address that the table shows


def _link(
    name: str, happens: str, url: str, verdict: Verdict, reason: str = "", *, rule: str = "", requests: int = 0, host: str = ""
) -> Case:
    """A link as it stands in a list. `host` is what the name service is asked for, where it is not the case's own."""
    names = {host: Name()} if host else {}
    shown = url.replace(CANARY, "PORT") if len(url) <= _SHOWN else f"{url[:_SHOWN]}..."
    return Case(
        name=f"address-{name}",
        happens=f"{happens}: `{shown}`",
        links=(url,),
        verdict=verdict,
        reason=reason,
        rule=rule,
        requests=requests,
        names=names,
    )


def _fine(name: str, happens: str, url: str, host: str = "") -> Case:
    return _link(name, happens, url, "ok", requests=1, host=host)


def _no_url(name: str, happens: str, url: str) -> Case:
    return _link(name, happens, url, "malformed", "not a URL", rule="LB105")


def _local(name: str, happens: str, url: str) -> Case:
    return _link(name, happens, url, "unsafe", "unsafe: the address", rule="LB108")


def _port(port: int) -> Case:
    return _link(
        f"port-{port}",
        f"port {port}, which nobody allowed",
        f"http://address-port-{port}.example:{port}/page",
        "unsafe",
        f"unsafe: port {port}",
    )


CASES = (
    _link(
        "password",
        "a name and a password",
        "http://me:hunter2@address-password.example/page",
        "unsafe",
        "unsafe: a user name or password in the URL",
    ),
    _link("user", "a name without a password", "http://me@address-user.example/page", "unsafe", "unsafe: a user name"),
    _link(
        "fake-host",
        "a name that looks like a host",
        "http://github.com@address-fake-host.example/page",
        "unsafe",
        "unsafe: a user name",
    ),
    *(_port(port) for port in (0, 22, 25, 8080)),
    _no_url("port-99999", "a port that no host has", "http://address-port-99999.example:99999/page"),
    _fine("port-80", "the port that it has anyway", "http://address-port-80.example:80/page"),
    _fine("upper-case", "capital letters", "HTTP://ADDRESS-UPPER-CASE.EXAMPLE/page"),
    _fine("trailing-dot", "a dot at the end of the host", "http://address-trailing-dot.example./page"),
    _fine(
        "underscore",
        "an underscore in the host",
        "http://my_page.address-underscore.example/page",
        "my_page.address-underscore.example",
    ),
    _fine("idn", "a host in German", "http://bücher.address-idn.example/page", "xn--bcher-kva.address-idn.example"),
    _fine(
        "punycode",
        "the same as the name service knows it",
        "http://xn--bcher-kva.address-punycode.example/page",
        "xn--bcher-kva.address-punycode.example",
    ),
    _fine("emoji", "a host that is an emoji", "http://💩.address-emoji.example/page", "xn--ls8h.address-emoji.example"),
    _fine("unicode-path", "a path in Japanese", "http://address-unicode-path.example/日本語?q=語"),
    _fine("nul", "an escaped NUL in the path", "http://address-nul.example/a%00b"),
    _fine("escaped", "escapes that are no UTF-8", "http://address-escaped.example/%ff%fe"),
    _fine("dots", "dots in the path", "http://address-dots.example/a/../../b/./page"),
    _fine("empty-query", "a question mark and nothing behind it", "http://address-empty-query.example/page?"),
    _fine("two-slashes", "slashes in the path", "http://address-two-slashes.example//page//x"),
    _fine("no-path", "no path at all", "http://address-no-path.example"),
    _fine("no-scheme", "an address that begins with //", "//address-no-scheme.example/page"),
    _link("nine-kb", "9 kB", "http://address-nine-kb.example/" + "a" * 9_000, "flaky", "protocol: not a URL that can be asked"),
    _link("long-label", "a label of 70 letters, which no name has", f"http://{'a' * 70}.example/page", "flaky", "dns"),
    _no_url("space", "a space", "http://address-space.example/a b"),
    _no_url("escape", "a % without its digits", "http://address-escape.example/100%"),
    _no_url("no-host", "no host", "http:///page"),
    _no_url("empty-label", "two dots in the host", "http://address..empty-label.example/page"),
    _no_url("backslash", "backslashes", r"http:\\address-backslash.example\page"),
    _no_url("twice", "the scheme twice", "http://https://address-twice.example/page"),
    _no_url("bracket", "a bracket that is never closed", "http://[::1/page"),
    _no_url("zone", "an IPv6 address of one network card", "http://[fe80::1%25eth0]/"),
    _no_url("forgotten", "no scheme", "www.address-forgotten.example/page"),
    _local("this-machine", "this machine", f"http://{NEXT_DOOR}:{CANARY}/"),
    _local("ipv6", "this machine over IPv6", f"http://[::1]:{CANARY}/"),
    _local("private", "a private network", "http://192.168.0.1/"),
    _local("metadata", "the metadata of the cloud", "http://169.254.169.254/latest/meta-data/"),
    _link("decimal", "this machine as one number", f"http://2130706433:{CANARY}/", "unsafe", "unsafe: the address"),
    _link("hex", "this machine in hexadecimal", f"http://0x7f000001:{CANARY}/", "unsafe", "unsafe: the address"),
    _link(
        "mapped",
        "this machine, as IPv4 in IPv6 clothes",
        f"http://[::ffff:127.0.0.1]:{CANARY}/",
        "unsafe",
        "unsafe: the address",
        rule="LB108",
    ),
    _link("localhost", "this machine by its name", f"http://localhost:{CANARY}/", "unsafe", "unsafe", rule="LB108"),
    _link(
        "onion",
        "a name of the Tor network, which no name service knows",
        "http://address-onion.onion/page",
        "unverifiable",
        "unverifiable",
    ),
    _link("i2p", "a name of I2P", "http://address-i2p.i2p/page", "unverifiable", "unverifiable"),
    _link(
        "odd-punycode",
        "punycode that stands for nothing",
        "http://xn--zz.address-odd-punycode.example/page",
        "flaky",
        "protocol: not a URL that can be asked",
    ),
    _fine("empty-port", "a colon without a port", "http://address-empty-port.example:/page"),
    _link("zero", "0, which is this machine", f"http://0:{CANARY}/", "unsafe", "unsafe: the address"),
    _link(
        "two-hosts",
        "a host before a backslash, another one behind it, and programs that disagree",
        f"http://address-two-hosts.example\\@127.0.0.1:{CANARY}/",
        "unsafe",
        "unsafe: a user name",
        rule="LB108",
    ),
    _link(
        "two-hosts-hash",
        "the same with a #, on which all agree",
        f"http://address-two-hosts-hash.example#@127.0.0.1:{CANARY}/",
        "ok",
        rule="LB103",
        requests=1,
    ),
    _no_url("line-feed", "an escaped line end in the host", "http://address-line-feed.example%0d%0aX: y/page"),
    _fine("line-feed-path", "an escaped line end in the path", "http://address-line-feed-path.example/%0d%0aX-Evil:%20y"),
    _link("single", "a host without a dot", "http://address-single/page", "broken", "unconfirmed", rule="LB101"),
    _link("javascript", "a script", "javascript:alert(1)", "skipped", "not a web address"),
    _link("data", "a picture in the address", "data:image/png;base64,AAAA", "skipped", "not a web address"),
    _link("ftp", "FTP", "ftp://address-ftp.example/file", "skipped", "not a web address"),
    _link("mail", "mail", "mailto:me@address-mail.example", "skipped", "mail"),
    _link("file", "a file of the reader's", "file:///etc/passwd", "skipped", "not a web address"),
    _link(
        "outside",
        "a path that leaves the repository",
        "../../../../../../etc/shadow-of-nothing",
        "broken",
        "there is no",
        rule="LB104",
    ),
)
