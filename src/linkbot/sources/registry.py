"""Which class answers for which source, made when the first question for it comes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from linkbot.config import Settings
from linkbot.model.evidence import Question, SourceName
from linkbot.rulebook import Rulebook
from linkbot.sources.source import Forgetful, Memo, Past, Say, Source

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

    from linkbot.sources.net import Net

_OWN_HOSTS = 5
"""How many of the list's own hosts are looked up, beside the names that are known to exist."""


class Sources:
    """All sources of one run, over one `Net`. A run that asks nobody opens nothing and imports no client."""

    def __init__(
        self,
        settings: Settings,
        rulebook: Rulebook,
        root: Path,
        say: Say,
        resolver: AbstractResolver | None = None,
        folders: Iterable[Path] = (),
        *,
        past: Past = lambda _: (),
        memo: Memo | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._rulebook = rulebook
        self._root = root
        self._folders = tuple(folders)
        self._say = say
        self._resolver = resolver
        self._past = past
        self._memo = memo or Forgetful()
        self._clock = clock
        self._net: Net | None = None
        self._open: dict[SourceName, Source] = {}
        self._network_is_seen: bool | None = None

    def open(self, names: Iterable[SourceName]) -> Mapping[SourceName, Source]:
        """The sources of those names, the same ones at every call."""
        for name in names:
            if name not in self._open:
                self._open[name] = self._make(name)
        return self._open

    async def askable(self, questions: Collection[Question]) -> Collection[Question]:
        """All of `questions` where there is a network: some name is found, one known to exist or one about to be asked.

        Without one, only those that need no name service. Looked for once a run: a name service that is cut off and answers
        "no such domain" would kill every link.
        """
        hosts = {question: urlsplit(question.key).hostname or "" for question in questions if question.source == "web"}
        if self._network_is_seen is None:
            known = self._rulebook.conventions["network"]
            own = (host for host in dict.fromkeys(hosts.values()) if _is_a_name(host))
            names = [*known["control"], *islice(own, _OWN_HOSTS)]
            self._network_is_seen = await self._network().sees_network(names, known["patience"])
        if self._network_is_seen:
            return questions
        return [question for question, host in hosts.items() if not _is_a_name(host)]

    @property
    def requests(self) -> int:
        """How many requests this run took so far."""
        return (self._net.requests if self._net else 0) + sum(source.requests for source in self._open.values())

    def stop(self, detail: str) -> None:
        """Puts no new question over the network: what waits for its turn is "not-asked", with `detail`."""
        if self._net:
            self._net.stop(detail)

    async def close(self) -> None:
        """Closes every source that was opened, and the network with them."""
        for source in self._open.values():
            await source.close()
        if self._net:
            await self._net.close()

    def _make(self, name: SourceName) -> Source:
        settings, say = self._settings, self._say
        match name:
            case "web":
                from linkbot.sources.robots import Robots
                from linkbot.sources.web import WebSource

                robots = Robots(self._network(), settings, self._rulebook, self._memo, self._clock)
                return WebSource(self._network(), self._rulebook, settings, robots=robots, past=self._past, clock=self._clock)
            case "arxiv":
                from linkbot.sources.arxiv import ArxivSource

                return ArxivSource(settings, self._network(), say, memo=self._memo, clock=self._clock)
            case "github":
                from linkbot.sources.github import GitHubSource

                return GitHubSource(settings, say)
            case "huggingface":
                from linkbot.sources.huggingface import HuggingFaceSource

                return HuggingFaceSource(settings, self._network())
            case "doi":
                from linkbot.sources.doi import DoiSource

                return DoiSource(settings, self._network())
            case "retraction":
                from linkbot.sources.retraction import RetractionSource

                return RetractionSource(settings, self._network())
            case "wayback":
                from linkbot.sources.wayback import WaybackSource

                return WaybackSource(settings, self._network(), say)
            case "file":
                from linkbot.sources.files import FileSource

                return FileSource(self._root, self._folders)
            case "stackexchange":
                from linkbot.sources.stackexchange import StackExchangeSource

                return StackExchangeSource(self._rulebook.sources[name], self._network(), say)
            case _:
                from linkbot.sources.api import ApiSource

                return ApiSource(self._rulebook.sources[name], self._network())

    def _network(self) -> Net:
        if self._net is None:
            from linkbot.sources.net import Net

            self._net = Net(self._settings, self._rulebook, resolver=self._resolver, memo=self._memo, clock=self._clock)
        return self._net


def _is_a_name(host: str) -> bool:
    """Whether a name service is needed for `host`: an address, or this machine, tells nothing about the network."""
    return not (
        host == "localhost" or host.endswith(".localhost") or ":" in host or host.rpartition(".")[2].isdigit() or not host
    )
