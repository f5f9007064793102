"""What is measured: each scenario makes a list, has both tools check it, and yields the rows of the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from lists import write_links, write_lists
from server import ALLOWED, SLOW, secure_host
from tools import TOOLS, Place, Run, Tool, accused, call, doubted, served

PACE = 5
"""Requests a second that linkbot sends to one host, unless rules/hosts says otherwise."""


@dataclass(frozen=True)
class Setup:
    """Where a scenario may write, how long the server waits (seconds), and how often what is no matter of waiting is measured."""

    folder: Path
    latency: float
    runs: int


@dataclass(frozen=True)
class Row:
    """One line of the table: a measure of both tools. A count of links (no `digits`) is not put in proportion."""

    task: str
    measure: str
    linkbot: float
    lychee: float
    digits: int = 2

    def __str__(self) -> str:
        ratio = f"{self.linkbot / self.lychee:.2f}" if self.digits and self.lychee else ""
        cells = (self.task, self.measure, f"{self.linkbot:,.{self.digits}f}", f"{self.lychee:,.{self.digits}f}", ratio)
        return f"| {' | '.join(cells)} |".replace("|  |", "| |")


@dataclass(frozen=True)
class Cost:
    """The medians of what several calls took."""

    wall: float
    cpu: float
    memory: float
    requests: int


def clean(setup: Setup) -> Iterator[Row]:
    """Links that are all there, on so many hosts that neither tool waits for its own pace."""
    costs: dict[tuple[Tool, int], Cost] = {}
    with served(setup.folder, setup.latency) as place:
        for links, hosts in ((2_000, 1_000), (10_000, 2_500)):
            _write(place, [place.url(_host(number % hosts), f"ok/{number}") for number in range(links)])
            for tool in TOOLS:
                costs[tool, links] = _cost([call(tool, place, ["list.md"], links=links) for _ in range(setup.runs)])
            yield from _rows(f"clean, {links:,} links, {1000 * setup.latency:.0f} ms", *(costs[tool, links] for tool in TOOLS))
    slopes = [(costs[tool, 10_000].cpu - costs[tool, 2_000].cpu) / 8 for tool in TOOLS]
    yield Row("clean, each further 1,000 links", "CPU, s", *slopes, digits=3)


def tls(setup: Setup) -> Iterator[Row]:
    """The same over TLS: a handshake for every host."""
    links = 2_000
    with served(setup.folder, setup.latency) as place:
        hosts = [secure_host(number) for number in range(links)]
        _write(place, [f"https://{host}:{place.secure[port]}/ok/{number}" for number, (host, port) in enumerate(hosts)])
        runs = {tool: [call(tool, place, ["list.md"], links=links) for _ in range(setup.runs)] for tool in TOOLS}
        yield from _rows(f"TLS, {links:,} links on 1,000 hosts", *(_cost(runs[tool]) for tool in TOOLS))
        yield Row("", "living links reported as errors", *(len(accused(tool, runs[tool][0])) for tool in TOOLS), digits=0)


def mixed(setup: Setup) -> Iterator[Row]:
    """Every tenth link is missing, and as many fail for now, are cut off, have moved, or take seconds."""
    kinds = ("ok", "ok", "ok", "ok", "ok", "missing", "broken", "reset", "moved", "slow")
    links = 1_000
    with served(setup.folder, setup.latency) as place:
        urls = {place.url(_host(number), f"{kinds[number % 10]}/{number}"): kinds[number % 10] for number in range(links)}
        _write(place, list(urls))
        runs = {tool: [call(tool, place, ["list.md"], links=links) for _ in range(setup.runs)] for tool in TOOLS}
    yield from _rows(f"mixed faults, {links:,} links", *(_cost(runs[tool]) for tool in TOOLS))
    dead = {tool: Counter(urls[url] for url in accused(tool, runs[tool][0])) for tool in TOOLS}
    unsure = {tool: Counter(urls[url] for url in doubted(tool, runs[tool][0])) for tool in TOOLS}
    for measure, counts, some in (
        ("of 100 that are 404: reported as errors", dead, ("missing",)),
        ("of 500 that are fine: reported as errors", dead, ("ok",)),
        ("of 100 that moved: reported as errors", dead, ("moved",)),
        (f"of 100 that take {SLOW:.0f} s: reported as errors", dead, ("slow",)),
        ("of 200 that fail today (500, reset): reported as errors", dead, ("broken", "reset")),
        ("of these: told apart, as not verified today", unsure, ("broken", "reset")),
    ):
        yield Row("", measure, *(sum(counts[tool][kind] for kind in some) for tool in TOOLS), digits=0)


def skewed(setup: Setup) -> Iterator[Row]:
    """Three of five links lead to one host: the others must not wait for it."""
    hot, others = 300, 200
    with served(setup.folder, setup.latency) as place:
        urls = [place.url(_host(0), f"ok/{number}") for number in range(hot)]
        urls += [place.url(_host(1 + number % 100), f"ok/{number}") for number in range(others)]
        _write(place, urls)
        runs = {tool: call(tool, place, ["list.md"], links=hot + others) for tool in TOOLS}
    yield Row("skewed, 300 of 500 links on one host", "wall, s", *(runs[tool].wall for tool in TOOLS))
    yield Row("", "bound of the pace, s", (hot - 1) / PACE, (hot - 1) * 0.05)
    last = [max(at for host, at in runs[tool].seen["last"].items() if not host.startswith(_host(0) + ":")) for tool in TOOLS]
    yield Row("", "last of the others asked after, s", *last)


def hanging(setup: Setup) -> Iterator[Row]:
    """50 URLs that never answer among 500 that do."""
    with served(setup.folder, setup.latency) as place:
        urls = [place.url(_host(number), f"{'hang' if number % 11 == 0 else 'ok'}/{number}") for number in range(550)]
        _write(place, urls)
        runs = {tool: call(tool, place, ["list.md"], links=550) for tool in TOOLS}
    yield from _rows("hanging, 50 of 550 links", *(_cost([runs[tool]]) for tool in TOOLS))
    yield Row(
        "",
        "that answer: reported as errors",
        *(sum("/ok/" in url for url in accused(tool, runs[tool])) for tool in TOOLS),
        digits=0,
    )
    yield Row(
        "",
        "that hang: reported as errors",
        *(sum("/hang/" in url for url in accused(tool, runs[tool])) for tool in TOOLS),
        digits=0,
    )


def limited(setup: Setup) -> Iterator[Row]:
    """120 living links on a host that takes five requests a second and refuses the rest, in three manners."""
    links = 120
    for manner, words in (("seconds", "seconds"), ("date", "a date"), ("silent", "absent")):
        with served(setup.folder, setup.latency) as place:
            _write(place, [place.url(_host(0), f"limited/{manner}/{number}") for number in range(links)])
            runs = {tool: call(tool, place, ["list.md"], links=links) for tool in TOOLS}
        yield Row(f"limited to {ALLOWED} a second, Retry-After {words}", "wall, s", *(runs[tool].wall for tool in TOOLS))
        yield Row("", "bound, s", *[(links - ALLOWED) / ALLOWED] * 2)
        yield Row("", "requests refused", *(runs[tool].seen["refused"] for tool in TOOLS), digits=0)
        yield Row("", "living links reported as errors", *(len(accused(tool, runs[tool])) for tool in TOOLS), digits=0)
        yield Row("", "living links not verified", *(len(doubted(tool, runs[tool])) for tool in TOOLS), digits=0)


def repeat(setup: Setup) -> Iterator[Row]:
    """The same command again: from linkbot's store, with lychee's cache."""
    links, hosts = 10_000, 2_500
    with served(setup.folder, setup.latency) as place:
        _write(place, [place.url(_host(number % hosts), f"ok/{number}") for number in range(links)])
        costs = []
        for tool in TOOLS:
            call(tool, place, ["list.md"], links=links, keep="kept")
            costs.append(_cost([call(tool, place, ["list.md"], links=links, keep="kept") for _ in range(setup.runs)]))
        yield from _rows(f"repeat, {links:,} links, nothing changed", *costs)
        with (place.folder / "list.md").open("a", encoding="utf-8") as file:
            file.write(f"- [One more]({place.url(_host(0), 'ok/more')}) - A page.\n")
        changed = [call(tool, place, ["list.md"], links=links + 1, keep="kept") for tool in TOOLS]
        yield from _rows(f"repeat, {links:,} links, one more", *(_cost([run]) for run in changed))


def offline(setup: Setup) -> Iterator[Row]:
    """Reading and judging without a network. lychee looks at links to local files alone."""
    place = Place(setup.folder)
    for entries, links in ((5_000, 7_500), (20_000, 30_000)):
        files = [path.name for path in write_lists(setup.folder, entries)]
        runs = {tool: [call(tool, place, files, links=links, offline=True) for _ in range(setup.runs)] for tool in TOOLS}
        yield from _rows(f"offline, {entries:,} entries in 4 styles", *(_cost(runs[tool]) for tool in TOOLS))
    links = 100_000
    _write(place, [f"https://example.org/{number}" for number in range(links)])
    once = [_cost([call(tool, place, ["list.md"], links=links, offline=True)]) for tool in TOOLS]
    yield from _rows(f"offline, one list of {links:,} links", *once)


def start(setup: Setup) -> Iterator[Row]:
    """A list of one link, whose answer is known: what a call costs before it does anything."""
    with served(setup.folder, setup.latency) as place:
        _write(place, [place.url(_host(0), "ok/0")])
        costs = []
        for tool in TOOLS:
            call(tool, place, ["list.md"], links=1, keep="kept")
            runs = []
            for number in range(setup.runs):
                (place.folder / "list.md").write_text(f"- [Page {number}]({place.url(_host(0), 'ok/0')}) - A page.\n")
                runs.append(call(tool, place, ["list.md"], links=1, keep="kept"))
            costs.append(_cost(runs))
        yield from _rows("start, a changed list of one known link", *costs)


SCENARIOS: dict[str, Callable[[Setup], Iterator[Row]]] = {
    "start": start,
    "clean": clean,
    "tls": tls,
    "mixed": mixed,
    "skewed": skewed,
    "hanging": hanging,
    "limited": limited,
    "repeat": repeat,
    "offline": offline,
}


def _write(place: Place, urls: list[str]) -> None:
    write_links(place.folder / "list.md", urls)


def _host(number: int) -> str:
    """One of 60,000 loopback addresses."""
    return f"127.{1 + number // 250}.{number % 250}.1"


def _cost(runs: Sequence[Run]) -> Cost:
    return Cost(
        median(run.wall for run in runs),
        median(run.cpu for run in runs),
        median(run.memory for run in runs),
        int(median(run.seen.get("requests", 0) for run in runs)),
    )


def _rows(task: str, linkbot: Cost, lychee: Cost) -> Iterator[Row]:
    rows = [
        Row("", "wall, s", linkbot.wall, lychee.wall),
        Row("", "CPU, s", linkbot.cpu, lychee.cpu),
        Row("", "peak memory, MB", linkbot.memory, lychee.memory, digits=1),
    ]
    if linkbot.requests or lychee.requests:
        rows.append(Row("", "requests", linkbot.requests, lychee.requests, digits=0))
    yield replace(rows[0], task=task)
    yield from rows[1:]
