"""The world that a test declares: hosts, pages and services, served for real, with a log of every request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any, Self

from yarl import URL

from linkbot.config import Settings
from tests.world import pages
from tests.world.arxiv import Arxiv, ArxivPaper
from tests.world.dns import Dns, Lookup, WorldResolver
from tests.world.doi import Agency, Doi, DoiRecord
from tests.world.github import GitHub, GitHubRepository
from tests.world.hosts import Failure, Host, Limit, Missing, Page, RetryAfter, Tcp, Wall
from tests.world.huggingface import HubRepository, HuggingFace
from tests.world.wayback import Wayback
from tests.world.wire import LOOPBACK, Fault, Reply, Request, Tls, Wire, authority, gzip_bomb


class World:
    """A simulated internet. Declare what there is, hand `resolver` and `settings()` to the product, read `requests`.

    A host that is neither declared nor a service is NXDOMAIN. A path that is not declared is 404, the root of a declared
    host is a page, and http leads to https where only that is declared. `http://127.0.0.1:PORT/HOST/path` (see
    `loopback`) reaches every host too, for clients that cannot be given a resolver.
    """

    def __init__(self, folder: Path) -> None:
        self.requests: list[Request] = []
        self.resolver = WorldResolver(self._look_up)
        self.arxiv = Arxiv()
        self.github = GitHub()
        self.huggingface = HuggingFace(self.arxiv)
        self.dois = Doi(self.arxiv)
        self.wayback = Wayback()
        self._folder = folder
        self._ids = count(1001)
        self._pages: dict[tuple[str, str, str, str], Page] = {}
        self._failures: list[Failure] = []
        self._services = {
            name: service
            for service in (self.arxiv, self.github, self.huggingface, self.dois, self.wayback)
            for name in service.hosts
        }
        self._hosts = {name: Host() for name in self._services}
        self._wire = Wire(self._answer, lambda host: self._hosts[host].tls if host in self._hosts else "ok")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the world; raises if it was the world that failed, not the product."""
        self._wire.close()

    # What the product is given

    def settings(self, **overrides: Any) -> Settings:
        """Settings for a run in this world: API clients without a resolver come by loopback, delays are short."""
        values: dict[str, Any] = {
            "allow_network": ("127.0.0.0/8",),
            "allow_ports": (80, 443, self._wire.http_port, self._wire.https_port),
            "arxiv_url": self.loopback("https://export.arxiv.org/api/query"),
            "arxiv_delay": 0.0,
            "github_url": self.loopback("https://api.github.com"),
            "contact": "https://example.org/linkbot",
            "store": self._folder / "store.sqlite",
            "timeout": 2.0,
            "connect_timeout": 0.5,
            "retry_delay": 0.05,
        }
        return Settings(**{**values, **overrides})

    def loopback(self, url: str) -> str:
        """The address of `url` for a client that is not given the resolver."""
        parts = URL(url)
        path = parts.raw_path_qs if parts.raw_path_qs != "/" else ""
        return f"http://{LOOPBACK}:{self._wire.http_port}/{parts.host}{path}"

    @property
    def certificate(self) -> bytes:
        """The PEM certificate of the authority that signs the hosts' certificates."""
        return authority().cert_pem.bytes()

    # What there is

    def host(
        self,
        name: str,
        *,
        dns: Dns = "ok",
        dns_delay: float = 0.0,
        address: str | Sequence[str] = LOOPBACK,
        tcp: Tcp = "ok",
        tls: Tls = "ok",
        missing: Missing = "404",
        wall: Wall = None,
        robots: str = "",
        latency: float = 0.0,
    ) -> None:
        """Declares a host. An `address` other than loopback is given out as it is, with the port that was asked for.

        missing: what undeclared paths are. wall: a challenge page or a status for every request. latency: seconds before
        each answer.
        """
        addresses = (address,) if isinstance(address, str) else tuple(address)
        limit = self._hosts[name].limit if name in self._hosts else None
        self._hosts[name] = Host(dns, dns_delay, addresses, tcp, tls, missing, wall, robots, limit, latency)

    def page(
        self,
        url: str,
        *,
        status: int = 200,
        title: str = "",
        ids: Iterable[str] = (),
        text: str = "",
        body: bytes | None = None,
        content_type: str = "",
        headers: Mapping[str, str] | None = None,
        head: int | None = None,
        delay: float = 0.0,
        fault: Fault = "",
    ) -> None:
        """Declares what one URL answers. `head` is the status for HEAD where it differs; `body` replaces the HTML."""
        html = pages.page(title or url, status=status, ids=ids, text=text)
        types = {"Content-Type": content_type} if content_type else {}
        reply = Reply(status, html.body if body is None else body, {**html.headers, **types, **(headers or {})}, delay, fault)
        self._declare(url, Page(reply, head))

    def redirect(self, url: str, to: str, *, status: int = 301, headers: Mapping[str, str] | None = None) -> None:
        """Declares one hop; a chain is several."""
        self._declare(url, Page(pages.redirect(to, status, headers)))

    def soft_404(self, url: str) -> None:
        """Declares a page that answers 200 and says in words that it is not there."""
        self._declare(url, Page(pages.soft_404()))

    def bomb(self, url: str) -> None:
        """Declares a page of 64 KB that decompresses to 64 MB."""
        headers = {"Content-Type": pages.HTML, "Content-Encoding": "gzip"}
        self._declare(url, Page(Reply(200, gzip_bomb(), headers)))

    def limit(self, host: str, *, requests: int, per: float, status: int = 429, retry_after: RetryAfter = "seconds") -> None:
        """The host answers `status` to more than `requests` in `per` seconds."""
        self._hosts.setdefault(host, Host()).limit = Limit(requests, per, status, retry_after)

    def fail(
        self,
        prefix: str,
        *,
        times: int = 1,
        status: int = 503,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        fault: Fault = "",
        delay: float = 0.0,
    ) -> None:
        """The next `times` requests to addresses that start with `prefix` get this instead of their answer."""
        self._know(URL(prefix))
        self._failures.append(Failure(prefix, times, Reply(status, body.encode(), headers or {}, delay, fault)))

    def paper(
        self,
        arxiv_id: str,
        *,
        title: str,
        authors: Sequence[str] = ("Ada Lovelace", "Charles Babbage"),
        published: str = "2023-05-17",
        versions: Sequence[str] = (),
        **more: Any,
    ) -> None:
        """Declares an arXiv paper: `versions` are the days or times (UTC) of v1, v2, ...; `more` as `ArxivPaper` has it."""
        days = [_moment(day) for day in (versions or (published,))]
        self.arxiv.papers[arxiv_id] = ArxivPaper(arxiv_id, title, tuple(authors), days, **more)

    def repository(
        self,
        name: str,
        *,
        paths: Sequence[str] = ("README.md",),
        default_branch: str = "main",
        branches: Mapping[str, Sequence[str]] | None = None,
        **more: Any,
    ) -> None:
        """Declares a GitHub repository: `paths` are the files of its default branch; `more` as `GitHubRepository` has it."""
        all_branches = {default_branch: tuple(paths), **(branches or {})}
        number = more.pop("id", None) or next(self._ids)
        self.github.repositories[name.lower()] = GitHubRepository(name, number, all_branches, **more)

    def rename(self, old: str, new: str) -> None:
        """The GitHub repository `old` is called `new` now; `new` is declared by `repository`."""
        self.github.renamed[old.lower()] = new

    def model(self, name: str, *, kind: str = "models", formerly: str = "", **more: Any) -> None:
        """Declares a model, data set (`kind="datasets"`) or space of Hugging Face, and the name that leads to it."""
        self.huggingface.repositories[f"{kind}/{name}"] = HubRepository(kind, name, f"{next(self._ids):024x}", **more)
        if formerly:
            self.huggingface.renamed[f"{kind}/{formerly}"] = name

    def doi(
        self,
        doi: str,
        *,
        url: str = "https://publisher.example/article",
        title: str = "A Work",
        authors: Sequence[str] = ("Ada Lovelace",),
        published: str = "2020-02-03",
        agency: Agency = "Crossref",
        **more: Any,
    ) -> None:
        """Declares a registered DOI that leads to `url`; `more` as `DoiRecord` has it."""
        day = date.fromisoformat(published)
        self.dois.records[doi.lower()] = DoiRecord(doi.lower(), url, title, tuple(authors), day, agency, **more)

    def copies(self, url: str, *times: str) -> None:
        """Declares the copies of a page in the Wayback Machine: `20240302120000`."""
        self.wayback.copies[url] = times

    # What was asked

    def asked(self, prefix: str) -> list[Request]:
        """The requests to addresses that start with `prefix`, in order."""
        return [request for request in self.requests if str(request.url).startswith(prefix)]

    # How it answers

    def _declare(self, url: str, page: Page) -> None:
        self._know(URL(url))
        self._pages[_key(URL(url))] = page

    def _know(self, url: URL) -> None:
        self._hosts.setdefault(url.host or "", Host())

    def _look_up(self, name: str, port: int) -> Lookup:
        host = self._hosts.get(name)
        if host is None:
            return Lookup("nxdomain")
        if tuple(host.addresses) != (LOOPBACK,):
            return Lookup(host.dns, tuple(host.addresses), port, host.dns_delay)
        match host.tcp:
            case "refused":
                port = self._wire.refused_port
            case "silent":
                port = self._wire.silent_port
            case "reset":
                port = self._wire.reset_port
            case "ok":
                port = {80: self._wire.http_port, 443: self._wire.https_port}.get(port, port)
        return Lookup(host.dns, (LOOPBACK,), port, host.dns_delay)

    def _answer(self, request: Request) -> Reply:
        self.requests.append(request)
        host = self._hosts.get(request.host)
        if host is None:
            return pages.as_text("no such host in this world\n", 421)
        if failed := self._scripted(request):
            return failed
        if refused := host.limit and host.limit.refuses(request.at):
            return refused
        reply = self._reply(request, host)
        return Reply(reply.status, reply.body, reply.headers, reply.delay + host.latency, reply.fault)

    def _scripted(self, request: Request) -> Reply | None:
        for failure in self._failures:
            if failure.times and str(request.url).startswith(failure.prefix):
                failure.times -= 1
                return failure.reply
        return None

    def _reply(self, request: Request, host: Host) -> Reply:
        if host.wall is not None:
            return pages.challenge() if host.wall == "challenge" else pages.page("Access denied", status=host.wall)
        page = self._pages.get(_key(request.url))
        if page:
            return Reply(page.to_head) if page.to_head and request.method == "HEAD" else page.reply
        service = self._services.get(request.host)
        secure = request.url.with_scheme("https")
        if request.url.scheme == "http" and (service or _key(secure) in self._pages):
            return pages.redirect(str(secure), 301)
        if request.path == "/robots.txt":
            return pages.as_text(host.robots) if host.robots else pages.missing_page()
        if service:
            return service.answer(request)
        return self._undeclared(request, host)

    def _undeclared(self, request: Request, host: Host) -> Reply:
        if host.missing == "parked":
            return pages.parked(request.host)
        if request.path == "/":
            return pages.page(request.host)
        match host.missing:
            case "soft-404":
                return pages.soft_404()
            case "home":
                return pages.redirect(f"{request.origin}/", 302)
        return pages.missing_page()


def _key(url: URL) -> tuple[str, str, str, str]:
    """What tells two addresses apart: scheme, host, path and query, percent-decoded."""
    return (url.scheme, url.host or "", url.path or "/", url.query_string)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
