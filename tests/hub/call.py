"""One call of the API on its way to an answer: who asks, for what, and how a list is cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from tests.hub import refusals
from tests.hub.accounts import Token
from tests.hub.refusals import RefusedError
from tests.hub.repository import Repository
from tests.hub.shapes import Urls
from tests.hub.wire import Reply, Request

if TYPE_CHECKING:
    from tests.hub.hub import Hub

T = TypeVar("T")
_MOST = 100


@dataclass
class Call:
    """What a handler is given. `parameters` are the named parts of the path, decoded."""

    hub: Hub
    request: Request
    urls: Urls
    token: Token | None
    parameters: Mapping[str, str] = field(default_factory=dict)
    found: Repository | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def repository(self) -> Repository:
        assert self.found is not None
        return self.found

    @property
    def login(self) -> str:
        return self.token.account.login if self.token else ""

    @property
    def body(self) -> dict[str, Any]:
        body = self.request.body
        return body if isinstance(body, dict) else {}

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query

    @property
    def may_push(self) -> bool:
        """Whether who asks could push: bots by their permissions, people by their role."""
        if self.token is None:
            return False
        return self.token.is_bot or self.repository.may_push(self.login)

    def pages(self, things: Sequence[T], shape: Callable[[T], Any]) -> Reply:
        """The page of `things` that was asked for, with links to the others."""
        size = max(1, min(int(self.query.get("per_page") or 30), _MOST))
        page = max(1, int(self.query.get("page") or 1))
        last = max(1, -(-len(things) // size))
        links = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        if page == 1:
            del links["prev"], links["first"]
        if page >= last:
            del links["next"], links["last"]
        if links and last > 1:
            self.headers["Link"] = ", ".join(f'<{self._page(number)}>; rel="{name}"' for name, number in links.items())
        return Reply(200, [shape(thing) for thing in things[(page - 1) * size : page * size]])

    def _page(self, number: int) -> str:
        wanted = {**self.query, "page": str(number)}
        home = f"{self.urls.api}/repositories/{self.repository.id}"
        _, collection, *parts = self.request.target.split("/")
        rest = parts[2:] if collection == "repos" else parts[1:]  # repos/OWNER/NAME/..., repositories/ID/...
        return f"{'/'.join([home, *rest])}?{urlencode(wanted)}"

    def check_body(self, resource: str, text: str | None) -> None:
        """Raises RefusedError for a text that is too long."""
        if text is not None and len(text) > refusals.LONGEST_BODY:
            raise refusals.custom(resource, refusals.TOO_LONG, "body")

    def must_be_able_to_edit(self, author: str) -> None:
        """Raises RefusedError where somebody else's thing is edited without push access."""
        if self.login != author and not self.may_push:
            raise RefusedError(403, "Must have admin rights to Repository.")


Handler = Callable[[Call], Reply]
