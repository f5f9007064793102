"""Which handler answers which path, and what a token must be allowed for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tests.hub.call import Handler
from tests.hub.templates import pattern


@dataclass(frozen=True)
class Route:
    """`template` is a path of GitHub's OpenAPI description. A write needs one of `permissions` at "write"; a read, of a private
    repository, at "read". Where there is none, the handler itself asks who calls.
    """

    method: str
    template: str
    handler: Handler
    permissions: tuple[str, ...] = ("metadata",)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return pattern(self.template)


class Router:
    """Finds the route of a request; the first one that fits is it."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: dict[str, list[Route]] = {}
        for route in routes:
            self._routes.setdefault(route.method, []).append(route)

    def __iter__(self) -> Iterator[Route]:
        return (route for routes in self._routes.values() for route in routes)

    def find(self, method: str, target: str) -> tuple[Route, dict[str, str]] | None:
        """The route and the raw parts of the path."""
        for route in self._routes.get(method, ()):
            if match := route.pattern.fullmatch(target):
                return route, {name: value or "" for name, value in match.groupdict().items()}
        return None
