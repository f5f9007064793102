"""URL -> Identity: which one thing a URL means, by the patterns of rules/identities."""

from __future__ import annotations

from linkbot.model.identity import Identity
from linkbot.rulebook import Rulebook


def identify(url: str, rulebook: Rulebook, *, base: str = "") -> Identity:
    """The identity of a URL as it stands in a list.

    `base` is the path of the document it stands in; relative URLs are resolved against it. Never raises: what is not a URL
    is "malformed".
    """
    raise NotImplementedError


def canonical_url(identity: Identity, rulebook: Rulebook) -> str:
    """The URL in its canonical form; `identify` gives the same identity back. "" for kinds without one."""
    raise NotImplementedError
