"""The signs that an answer means something else than its status: walls, logins, parked domains, home pages for all.

The phrases and thresholds are those of rules/conventions/pages.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from yarl import URL

from linkbot.errors import RulebookError
from linkbot.rulebook import Pattern, Rulebook
from linkbot.sources.missing import MissingPages
from linkbot.sources.page import PageText

Meaning = Literal["ok", "gone", "blocked", "unverifiable", "server-error", "rate-limited"]

_OPENING = 4_096  # characters of a page in which a parking service leaves its marks
_WALL = 20_000  # characters of a refusal that are searched for a wall's marks
_SEPARATOR = re.compile(r"[|–—·»«]|\s[-/]\s")
_PATH_WORD = re.compile(r"[^\W\d_]{4,40}")  # "/2023/05/attention-is-all" has "attention"
_PUNCTUATION = " !?.,;'\"()¡¿"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Parked(_Data):
    hosts: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    for_sale: tuple[Pattern, ...] = ()

    @model_validator(mode="after")
    def _speaks_of_domains(self) -> Self:
        if strange := next((phrase for phrase in self.phrases if not any(word in phrase for word in self.about)), ""):
            raise ValueError(f"the phrase {strange!r} has none of the words in about")
        return self


class _Challenge(_Data):
    headers: dict[str, str] = Field(default_factory=dict)
    statuses: frozenset[int] = frozenset()
    markers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    exact_titles: tuple[str, ...] = ()
    most_text: int = 1500


class _Login(_Data):
    hosts: tuple[str, ...] = ()
    host_prefixes: tuple[str, ...] = ()
    paths: tuple[Pattern, ...] = ()


class _Documents(_Data):
    endings: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()
    least_text: int = 200


class Fresh(_Data):
    """For how many days an answer holds, and by which share (0 to 1) that is varied so that not all expire at once.

    `found` are the times of a page that is found again and again, each longer than the last. `walled` is for what says nothing
    of the page and will say the same in an hour: a wall, a login, a soft 404, a loop. `failed` is for what chance had a hand in.
    """

    found: tuple[float, ...] = Field(default=(7.0,), min_length=1)
    gone: float = 0.8
    walled: float = 0.8
    failed: float = 0.04
    sibling: float = 30.0
    jitter: float = 0.2


class Signs(_Data):
    """Reads the signs of an answer. Each method returns what it saw, in words, "" when it saw nothing."""

    meaning: dict[int, Meaning] = Field(default_factory=dict)
    sink: int = 3
    soft_404: MissingPages = MissingPages()
    entrances: tuple[Pattern, ...] = ()
    plain_words: frozenset[str] = frozenset()
    parked: _Parked = _Parked()
    challenge: _Challenge = _Challenge()
    login: _Login = _Login()
    documents: _Documents = _Documents()
    fillers: tuple[str, ...] = ()
    fresh: Fresh = Fresh()

    @classmethod
    def of(cls, rulebook: Rulebook) -> Signs:
        """The signs that the rulebook knows. Raises RulebookError that names the field that cannot be used."""
        try:
            return cls.model_validate(rulebook.conventions.get("pages", {}))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise RulebookError(f"conventions/pages.yaml: {where}: {first['msg']}") from error

    def wall(self, status: int, headers: Mapping[str, str], page: PageText | None) -> str:
        """A challenge to prove that one is human: by its header, its title, or the marks that a refusal carries."""
        for name in self.challenge.headers.keys() & headers.keys():
            if self.challenge.headers[name] in headers[name].lower():
                return f"a challenge ({name})"
        if page is None:
            return ""
        title = page.title.lower()
        if title.startswith(self.challenge.titles) or (self._is_named_as_a_wall(title) and self._has_little_to_read(page)):
            return f"a challenge ({page.title!r})"
        if status in self.challenge.statuses and (mark := _first(self.challenge.markers, page.lower[:_WALL])):
            return f"a challenge ({mark})"
        return ""

    def _is_named_as_a_wall(self, title: str) -> bool:
        return any(part.strip(_PUNCTUATION) in self.challenge.exact_titles for part in _SEPARATOR.split(title))

    def _has_little_to_read(self, page: PageText) -> bool:
        return len(page.visible_text) <= self.challenge.most_text

    def wants_login(self, asked: URL, answered: URL, paths: tuple[str, ...] = ()) -> str:
        """A redirect to a login or a consent, by host or path; not when the link names the login itself."""
        host, path = answered.host or "", answered.path.lower()
        if host != asked.host and (host in self.login.hosts or host.startswith(self.login.host_prefixes)):
            return f"a login at {host}"
        if any(pattern.match(path) for pattern in self._logins) and not any(
            pattern.match(asked.path.lower()) for pattern in self._logins
        ):
            return f"a login at {answered.path}"
        if any(re.match(pattern, answered.path) and not re.match(pattern, asked.path) for pattern in paths):
            return f"a login at {answered.path}"
        return ""

    def for_sale(self, asked: URL, answered: URL, page: PageText | None) -> str:
        """A domain that nobody uses: a parking service, or two phrases of one, or its own name for sale in the title."""
        if answered.host != asked.host and _is_below(answered.host or "", self.parked.hosts):
            return f"leads to {answered.host}"
        if page is None:
            return ""
        opening = page.lower[:_OPENING]
        if mark := _first(self.parked.markers, opening):
            return f"a parked domain ({mark})"
        if self._offers(_site(answered), page.title.lower()):
            return f"a parked domain (the title is {page.title!r})"
        if not any(word in opening for word in self.parked.about):
            return ""
        said = [phrase for phrase in self.parked.phrases if phrase in opening]
        return f"a parked domain ({said[0]!r}, {said[1]!r})" if len(said) > 1 else ""

    def _offers(self, site: str, title: str) -> bool:
        """Whether a title has the site's own name, as a whole, and right after it that it is for sale."""
        names = re.finditer(rf"(?<![\w.-])(?:www\.)?{re.escape(site)}['\"]?\s+", title) if site in title else ()
        return any(pattern.match(title[name.end() :]) for name in names for pattern in self._for_sale)

    def is_home_for_all(self, asked: URL, answered: URL) -> str:
        """A path inside a site that leads to the front page of the same site."""
        inside = answered.path not in ("", "/") or answered.query_string or answered.fragment  # "/#/docs/a" is a page of its own
        if inside or not _same_site(asked, answered):
            return ""
        if asked.path in ("", "/") or any(pattern.match(asked.path.lower()) for pattern in self._entrances):
            return ""
        return "every path leads to the home page"

    def says_nothing_of(self, asked: URL, page: PageText) -> str:
        """A front page whose title and heading share no word with the path that led to it; "" where the path has no words."""
        words = {word for word in _PATH_WORD.findall(asked.path.lower()) if word not in self.plain_words}
        shown = f"{page.title} {page.heading}".lower()
        return f"which says nothing of {max(words, key=len)!r}" if words and not any(word in shown for word in words) else ""

    def is_other_than_promised(self, asked: URL, answered: URL, page: PageText) -> str:
        """A web page where the URL promises a document, with text to read and no sign of the document."""
        if not (asked.path.lower().endswith(self.documents.endings) and answered.path.lower().endswith(self.documents.endings)):
            return ""
        if _first(self.documents.viewers, page.html.lower()) or len(page.visible_text) < self.documents.least_text:
            return ""
        return f"{asked.path[asked.path.rindex('.') + 1 :].upper()} was promised, a web page came"

    @cached_property
    def _logins(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(re.compile, self.login.paths))

    @cached_property
    def _for_sale(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(re.compile, self.parked.for_sale))

    @cached_property
    def _entrances(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(re.compile, self.entrances))


def _first(parts: tuple[str, ...], text: str) -> str:
    return next((part for part in parts if part in text), "")


def _site(url: URL) -> str:
    return (url.host or "").removeprefix("www.")


def _same_site(one: URL, other: URL) -> bool:
    first, second = _site(one), _site(other)
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def _is_below(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
