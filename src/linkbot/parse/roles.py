"""What part a link plays in its entry: told by its label, else by where it leads."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from linkbot.model.document import Link, Role
from linkbot.parse.lexicon import Column, Lexicon

_DECORATION = re.compile(r":[a-z0-9_+-]{1,40}:|[^\w@/&.'’ -]+")
_NUMBER = re.compile(r"[ #]+\d{1,2}$")
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]{1,20}://(?:www\.)?|www\.)", re.IGNORECASE)
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]++)(?=[/?#])")  # what urlsplit would find in ten times the time
_LONGEST_ROLE_LABEL = 5  # words
_ROLES_OF_COLUMNS: dict[Column, Role] = {
    "paper": "paper",
    "code": "code",
    "model": "model",
    "data": "data",
    "demo": "demo",
    "project": "project",
    "video": "video",
    "notes": "notes",
}


def label_role(label: str, lexicon: Lexicon) -> Role | None:
    """The role that a label such as `[Code]`, `[DDPM code]` or `Paper 2:` tells, None where it tells none."""
    if role := exact_role(label, lexicon):
        return role
    parts = normalise_label(label).split()
    return lexicon.roles.role_of_last_word.get(parts[-1]) if 1 < len(parts) <= _LONGEST_ROLE_LABEL else None


def exact_role(label: str, lexicon: Lexicon) -> Role | None:
    """The role of a label that is nothing but the name of a role."""
    text = normalise_label(label)
    roles = lexicon.roles.role_of_label
    return roles.get(text) or (roles.get(_NUMBER.sub("", text)) if text[-1:].isdigit() else None)


def names_a_thing(label: str, lexicon: Lexicon) -> bool:
    """Whether a label that tells a role could as well be the name of what is listed: Keras, Kaggle."""
    return normalise_label(label) in lexicon.roles.names


def link_role(link: Link, lexicon: Lexicon, column: Column | None = None, key: str = "", *, titled: bool = False) -> Role:
    """The role of a link: by its label (an image's alternative text), the key before it, its target, its column.

    The label of a link that carries the title (`titled`) counts only where it is nothing but the name of a role.
    """
    by_label = exact_role(link.text, lexicon) if titled else label_role(link.text, lexicon)
    if titled and names_a_thing(link.text, lexicon):
        by_label = None
    return (
        by_label
        or label_role(key, lexicon)
        or target_role(link, lexicon)
        or (_ROLES_OF_COLUMNS.get(column) if column else None)
        or "other"
    )


def target_role(link: Link, lexicon: Lexicon) -> Role | None:
    """The role that the target of a link tells, None where it tells none."""
    prefixes = lexicon.roles.prefixes_of_kind.get(link.identity.kind, {})
    key = link.identity.key
    if by_prefix := next((role for prefix, role in prefixes.items() if key.startswith(prefix)), None):
        return by_prefix
    role = lexicon.identity_roles.get(link.identity.kind, "other")
    return role if role != "other" else _host_role(link.url, lexicon)


def is_url_label(link: Link) -> bool:
    """Whether the label is just the address, which names nothing; a bare host name such as `booking.com` may be a name."""
    label = link.text.strip().casefold()
    if link.how in ("autolink", "bare") or (" " not in label and _SCHEME.match(label)):
        return True
    return "/" in label and _SCHEME.sub("", link.url.casefold()).startswith(label)


@lru_cache(maxsize=1024)
def normalise_label(label: str) -> str:
    """A label as the lexicon spells it: lower case, without brackets, emoji and punctuation around."""
    return " ".join(_DECORATION.sub(" ", label).casefold().replace("’", "'").split()).strip(" .-'")


def _host_role(url: str, lexicon: Lexicon) -> Role | None:
    """The role of a host, or of the nearest one above it."""
    host = _host(url)
    while host:
        if role := lexicon.roles.hosts.get(host):
            return role
        host = host.partition(".")[2]
    return None


def _host(url: str) -> str:
    if plain := _PLAIN_HOST.match(url):
        return plain[1]
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
