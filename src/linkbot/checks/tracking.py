"""URLs without the parameters that only tell where a visitor came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from linkbot.rulebook import Rulebook


def without_tracking(url: str, rulebook: Rulebook) -> tuple[str, tuple[str, ...]]:
    """`url` without tracking parameters, and the names of those that it had; what remains keeps its spelling and order.

    Which parameters those are says rules/conventions/tracking.yaml.
    """
    if "?" not in url:
        return url, ()
    parts: SplitResult = urlsplit(url)
    if not parts.query:
        return url, ()
    convention = rulebook.conventions.get("tracking", {})
    names, prefixes = _for_host(parts.hostname or "", convention)
    kept: list[str] = []
    dropped: list[str] = []
    for parameter in parts.query.split("&"):
        name = parameter.partition("=")[0].lower()
        is_tracking = name in names or (bool(name) and name.startswith(prefixes))
        (dropped if is_tracking else kept).append(parameter)
    if not dropped:
        return url, ()
    clean = parts._replace(query="&".join(kept)).geturl()
    return clean, tuple(dict.fromkeys(parameter.partition("=")[0] for parameter in dropped))


def _for_host(host: str, convention: Mapping[str, Any]) -> tuple[frozenset[str], tuple[str, ...]]:
    names: Sequence[str] = convention.get("parameters", ())
    own = (found for name, found in convention.get("hosts", {}).items() if host == name or host.endswith(f".{name}"))
    return frozenset(names).union(*own), tuple(convention.get("prefixes", ()))
