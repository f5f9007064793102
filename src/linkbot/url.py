"""What an http URL is made of: its parts, what damages it, and what a damaged one was meant to be."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_PORTS = {"http": "80", "https": "443"}
_LAST_PORT = 65535

# https://user@host:443/path?query#fragment
_HTTP = re.compile(r"(https?)://([^/?#\\]*)([^?#]*)(\?[^#]*)?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_START = re.compile(r"https?://", re.IGNORECASE)
_AUTHORITY = re.compile(r"((?:[^@]*@)?)(\[[0-9a-f:.]+\]|[^:@\[\]]+)(?::(\d*))?", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]")
_TO_ENCODE = re.compile(r'[^\x21-\x7e]|[<>"`]')

_NEVER_IN_A_URL = re.compile(r'[\s\u200b\u2060\ufeff\x00-\x20\x7f<>"`]')
_BROKEN_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_AROUND = " \t\r\n\f"
"""What browsers take away around a URL."""

INVISIBLE = _AROUND + "\v\u00a0\u2002\u2003\u2009\u200b\u202f\u2060\u3000\ufeff"
"""What cannot be seen around a URL, a browser's blanks included."""

# arxiv.org, www.example.co.uk:8080: the beginning of a link whose scheme is missing
_NAME = re.compile(r"((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24})(?::\d+)?(?=[/?#]|$)", re.IGNORECASE)
# https//x, https:/x, https:x, https;//x, htps://x, http:\\x, ://x: a word, a separator gone wrong, and what follows
_MISSPELLED = re.compile(r"([a-z]{0,8})(?:[:;][/\\]*|[/\\]{2,})(?=[^/\\])(.+)", re.IGNORECASE | re.DOTALL)
# One slip: hxxps, which lists of threats write on purpose, is two away, and so is ftp.
_SCHEME_SLIPS = 1


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an http URL, as written but for scheme and host, which are in lower case and ASCII (IDNA).

    `user` has its `@`, `port` its `:` ("" for the default one), `query` its `?`. `fragment` is without its `#`.
    """

    scheme: str
    user: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    @property
    def page(self) -> str:
        """The address to fetch."""
        url = f"{self.scheme}://{self.user}{self.host}{self.port}{self.path or '/'}{self.query}"
        return _TO_ENCODE.sub(_encode, url)


def trimmed(url: str) -> str:
    """A URL as a browser begins to read it: nothing around it, and https where it only starts with `//`."""
    text = url.strip(_AROUND)
    return f"https:{text}" if text.startswith("//") else text


def is_http(text: str) -> bool:
    """Whether a text starts like an http URL, damaged or not."""
    return _START.match(text) is not None


def split(text: str) -> Parts:
    """The parts of a trimmed http URL. Raises ValueError for what is none, or has no host that there can be."""
    match = _HTTP.fullmatch(text)
    if not match:
        raise ValueError(f"not an http URL: {text!r}")
    scheme, authority = match[1].lower(), match[2]
    user, host, port = "", authority.lower(), ""
    if not _HOST.fullmatch(host):
        parts = _AUTHORITY.fullmatch(authority)
        if not parts:
            raise ValueError(f"no host in {text!r}")
        user, host, port = parts[1], _ascii(parts[2]), parts[3] or ""
        is_scheme_twice = host in DEFAULT_PORTS and authority.endswith(":")
        if is_scheme_twice or not _HOST.fullmatch(host) or (port and int(port[:6]) > _LAST_PORT):
            raise ValueError(f"no host in {text!r}")
    if port:
        port = "" if port == DEFAULT_PORTS[scheme] else f":{port}"
    return Parts(scheme, user, host, port, match[3], match[4] or "", match[5] or "")


def is_damaged(text: str, parts: Parts) -> bool:
    """Whether an http URL holds what no URL may hold, a broken escape, or a bracket too many at its end."""
    opening = _BRACKETS.get(text[-1])
    return bool(
        _NEVER_IN_A_URL.search(text)
        or (opening and text.count(text[-1]) > text.count(opening))
        or ("%" in text and (_BROKEN_ESCAPE.search(parts.path) or _BROKEN_ESCAPE.search(parts.query)))
    )


def host_at_start(text: str) -> str:
    """The name, in lower case, that a text without a scheme starts with as if it were a host; "" where it starts otherwise."""
    match = _NAME.match(text)
    return match[1].lower() if match else ""


def is_misspelled(text: str) -> bool:
    """Whether a text starts like an http URL whose scheme or `://` is misspelled, or hides behind what cannot be seen."""
    if text.startswith("://") or is_http(text.lstrip(INVISIBLE)):
        return True
    match = _MISSPELLED.fullmatch(text)
    return bool(match and nearest_scheme(match[1].lower()) and _NAME.match(match[2]))


def nearest_scheme(word: str) -> str | None:
    """The scheme that a word is a misspelling of, None where it is of neither or as much of http as of https."""
    from rapidfuzz.distance import OSA

    distances = {scheme: OSA.distance(word, scheme, score_cutoff=_SCHEME_SLIPS) for scheme in DEFAULT_PORTS}
    nearest = min(distances, key=lambda scheme: distances[scheme])
    tied = distances["http"] == distances["https"]
    return nearest if distances[nearest] <= _SCHEME_SLIPS and not tied else None


def page_url(url: str) -> str:
    """The URL to fetch for an http or https URL: no fragment, scheme and host in lower case and ASCII (IDNA), no default
    port, what cannot stand in a request line percent-encoded. Nothing else is changed.

    Raises ValueError for what is not such a URL.
    """
    return split(trimmed(url)).page


def suggest_url(url: str) -> str | None:
    """What a malformed URL was meant to be, None unless there is exactly one reading.

    A missing scheme becomes https, a misspelled one what it is nearest to; what cannot be seen around the URL, and a scheme
    that is there twice, go.
    """
    text = url.strip(INVISIBLE)
    if _NEVER_IN_A_URL.search(text):
        return None
    if _NAME.match(text) and ":" not in text.partition("/")[0]:
        return _sound(f"https://{text}")
    misspelled = _MISSPELLED.fullmatch(text)
    scheme = nearest_scheme(misspelled[1].lower() or "https") if misspelled else None
    if not misspelled or not scheme:
        return None
    rest = misspelled[2]
    if is_http(rest):
        return _sound(rest)
    return _sound(f"{scheme}://{rest}") if _NAME.match(rest) else None


def _sound(url: str) -> str | None:
    try:
        return None if is_damaged(url, split(url)) else url
    except ValueError:
        return None


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    from yarl import URL

    return URL.build(scheme="http", host=host).raw_host or ""


def _encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))
