"""URL -> Identity: which one thing a URL means, by the patterns of rules/identities."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from linkbot.model.identity import Identity
from linkbot.rulebook import IdentityPattern, IdentityRule, Rulebook
from linkbot.url import (
    DEFAULT_PORTS,
    host_at_start,
    is_damaged,
    is_http,
    is_misspelled,
    nearest_scheme,
    page_url,
    split,
    suggest_url,
    trimmed,
)

__all__ = ["canonical_url", "identify", "lacks_scheme", "page_url", "path_identity", "suggest_url"]

_SCHEME = re.compile(r"([a-z][a-z0-9+-]*):(.*)", re.IGNORECASE | re.DOTALL)
_KEPT_ESCAPES = re.compile(r"%(?=23|25|3[fF])")
_IN_A_PATH = "/:@!$&'()*+,;=~?%"
_IN_A_FRAGMENT = "/:@!$&'()*+,;=~?"


def identify(url: str, rulebook: Rulebook, *, base: str = "") -> Identity:
    """The identity of a URL as it stands in a list.

    `base` is the path of the document it stands in; relative URLs are resolved against it. Never raises: what is not a URL
    is "malformed". Schemes other than http, https and mailto are "other", with the URL as their key.
    """
    text = trimmed(url)
    if is_http(text):
        return _identify_page(url, text, _table(rulebook))
    if not text:
        return Identity("malformed", url)
    if scheme := _SCHEME.fullmatch(text):
        return _identify_scheme(url, text, scheme)
    if _lacks_a_scheme(text, rulebook):
        return Identity("malformed", url)
    return path_identity(text, base=base)


def path_identity(url: str, *, base: str = "") -> Identity:
    """The file that a URL without a scheme names, resolved against `base`, the path of the document it stands in."""
    written, _, fragment = trimmed(url).partition("#")
    path = unquote(written.partition("?")[0])
    if path.startswith("/"):
        # From the top of the repository, which only the disk knows; "/" alone is an absolute path of this machine.
        key = "//" + posixpath.normpath(path).strip("/")
    elif path:
        key = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    else:
        key = base
    return Identity("file", key, fragment=unquote(fragment))


def lacks_scheme(url: str) -> bool:
    """Whether a URL that is malformed is one of the web, whole but for its scheme."""
    suggestion = suggest_url(url)
    return suggestion is not None and suggestion.partition("://")[2] == url.strip()


def canonical_url(identity: Identity, rulebook: Rulebook) -> str:
    """The URL in its canonical form; `identify` gives the same identity back. "" for kinds without one (file, malformed)."""
    fragment = f"#{quote(identity.fragment, safe=_IN_A_FRAGMENT)}" if identity.fragment else ""
    match identity.kind:
        case "web":
            return identity.key + fragment
        case "other":
            return identity.key
        case "mail":
            return f"mailto:{quote(identity.key, safe='@+')}"
    rule = _table(rulebook).rules.get(identity.kind)
    if rule is None:
        return ""
    template = rule.canonical_sub if identity.sub else rule.canonical
    key = quote(identity.key.removeprefix(rule.implied), safe=_IN_A_PATH)
    return template.format(key=key, sub=quote(identity.sub, safe=_IN_A_PATH)) + fragment


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A pattern of an identity, ready to be matched."""

    rule: IdentityRule
    pattern: IdentityPattern
    path: re.Pattern[str]
    parameter: re.Pattern[str] | None
    key: re.Pattern[str]
    reserved: frozenset[str]
    dash: re.Pattern[str] | None

    def read(self, host: str, target: str, fragment: str) -> Identity | None:
        """The identity of a path and query on one of the pattern's hosts, None where the pattern does not fit."""
        match = self.path.fullmatch(target)
        if not match:
            return None
        groups = {name: value or "" for name, value in match.groupdict().items()} | {"host": host}
        if self.parameter:
            parameter = self.parameter.search(target)
            groups["key"] = unquote(parameter[1]) if parameter else ""
        key = self.pattern.key.format_map(groups)
        key = key.lower() if self.rule.case == "lower" else key
        key = self.dash.sub("-", key) if self.dash else key
        if not self.key.fullmatch(key) or key.removeprefix(self.rule.implied).partition("/")[0].lower() in self.reserved:
            return None
        return Identity(self.rule.kind, key, self.pattern.sub.format_map(groups) if groups.get("sub") else "", fragment)


@dataclass(frozen=True, slots=True)
class _Table:
    """What a rulebook says of identities, by host and by kind."""

    rulebook: Rulebook
    spellings: dict[str, tuple[_Spelling, ...]]
    rules: dict[str, IdentityRule]

    def spellings_on(self, host: str) -> tuple[_Spelling, ...] | None:
        """The spellings of things on a host: by its name, else by `*.` and the name above it."""
        return self.spellings.get(host) or self.spellings.get(f"*.{host.partition('.')[2]}")


_tables: dict[int, _Table] = {}


def _table(rulebook: Rulebook) -> _Table:
    # Kept for as long as the process lives, with its rulebook, so that the id stays its own.
    table = _tables.get(id(rulebook))
    if table is None:
        table = _tables[id(rulebook)] = _compile(rulebook)
    return table


def _compile(rulebook: Rulebook) -> _Table:
    spellings: dict[str, list[_Spelling]] = {}
    for rule in rulebook.identities:
        for pattern in rule.patterns:
            parameter = re.compile(rf"[?&]{re.escape(pattern.query)}=([^&]*)") if pattern.query else None
            dash = re.compile(rule.dash) if rule.dash else None
            spelling = _Spelling(
                rule, pattern, re.compile(pattern.path), parameter, re.compile(rule.key), frozenset(rule.reserved), dash
            )
            for host in pattern.hosts:
                spellings.setdefault(host, []).append(spelling)
    return _Table(
        rulebook,
        {host: tuple(found) for host, found in spellings.items()},
        {rule.kind: rule for rule in rulebook.identities},
    )


def _identify_page(url: str, text: str, table: _Table) -> Identity:
    try:
        parts = split(text)
    except ValueError:
        return Identity("malformed", url)
    if is_damaged(text, parts):
        return Identity("malformed", url)
    fragment = unquote(parts.fragment)
    spellings = table.spellings_on(parts.host) if not parts.user and not parts.port else None
    path = _decoded(parts.path) if spellings else None
    if spellings and path is not None:
        target = path + parts.query
        for spelling in spellings:
            if found := spelling.read(parts.host, target, fragment):
                return found
    page = parts.page
    return Identity("web", url if page == url else page, fragment=fragment)


def _decoded(path: str) -> str | None:
    """A path without its escapes, but for those of `?`, `#` and `%`; None where they are not UTF-8 or hide control characters."""
    decoded = path
    if "%" in path:
        try:
            decoded = unquote(_KEPT_ESCAPES.sub("%25", path), errors="strict")
        except UnicodeDecodeError:
            return None
    return decoded if decoded.isprintable() else None


def _identify_scheme(url: str, text: str, scheme: re.Match[str]) -> Identity:
    name, rest = scheme[1].lower(), scheme[2]
    if name == "mailto":
        return Identity("mail", unquote(rest.partition("?")[0]).strip())
    if name in DEFAULT_PORTS or (rest.startswith("//") and nearest_scheme(name)):
        return Identity("malformed", url)
    return Identity("other", text)


def _lacks_a_scheme(text: str, rulebook: Rulebook) -> bool:
    if is_misspelled(text):
        return True
    host = host_at_start(text)
    if host.startswith("www.") and host.count(".") > 1:
        return True
    path = text[len(host) :].partition("#")[0].partition("?")[0].lower()
    names = rulebook.conventions.get("hosts", {})
    if not host or "/" not in path[:-1] or path.endswith(tuple(names.get("file_endings", ()))):
        return False
    domain = host.rpartition(".")[2]
    return (
        _table(rulebook).spellings_on(host) is not None
        or domain in names.get("domains", ())
        or (host.count(".") > 1 and domain in names.get("doubtful", ()))
    )
