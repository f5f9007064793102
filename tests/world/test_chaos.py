"""Whatever a link meets, linkbot says what docs/chaos.md says, in time and in little memory, and goes nowhere it must not."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from linkbot.model.report import LinkRow
from tests.world.chaos.case import Case, Text
from tests.world.chaos.cases import CASES, HEAD_HOSTS, TEXTS
from tests.world.chaos.run import Order, Outcome, Ported
from tests.world.chaos.server import NETWORK, Chaos
from tests.world.wire import authority

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
HURRY = 3.0
"""Seconds that one ask of a link may take where nothing else ends it."""
SLACK = 2_000
"""Milliseconds that a busy machine may add."""
MOST_MEMORY = 150_000_000
"""Bytes."""
MOST_CPU = 60
"""Seconds, for all texts together; on an idle machine they take a tenth of that."""
HEAD = "hosts: [{}]\nmethod: HEAD\nper_second: 100\nreason: a test\nchecked: '2026-11-21'\n"


@dataclass(frozen=True)
class Night:
    """What came of all cases, and what the world saw of it. `hurried` is the run of the timed ones."""

    patient: Outcome
    hurried: Outcome
    links: Mapping[str, Sequence[LinkRow]]
    rules: Mapping[str, set[str]]
    requests: Mapping[str, int]
    guests: int


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Two runs: a busy machine must not look like a slow server, and nobody wants to wait for a patient deadline."""
    with Chaos(CASES) as chaos:
        patient = run_through(chaos, tmp_path_factory.mktemp("patient"), PATIENCE, timed=False)
        hurried = run_through(chaos, tmp_path_factory.mktemp("hurried"), HURRY, timed=True)
    links: dict[str, list[LinkRow]] = defaultdict(list)
    rules: dict[str, set[str]] = defaultdict(set)
    for report in (patient.report, hurried.report):
        for link in report.links:
            links[Path(link.path).stem].append(link)
        for finding in report.findings:
            rules[Path(finding.path).stem].add(finding.code)
    return Night(patient, hurried, links, rules, chaos.requests, chaos.guests)


def run_through(chaos: Chaos, folder: Path, timeout: float, *, timed: bool) -> Outcome:
    (folder / "rules/hosts").mkdir(parents=True)
    (folder / "rules/hosts/head.yaml").write_text(HEAD.format(", ".join(HEAD_HOSTS)), encoding="utf-8")
    settings = {
        "store": str(folder / "store.sqlite"),
        "rules_dir": str(folder / "rules"),
        "allow_network": [NETWORK],
        "allow_ports": [80, 443, chaos.canary],
        "timeout": timeout,
        "connect_timeout": timeout / 2,
        "retry_delay": 0.2,
    }
    lists = write(folder, {f"{case.name}.md": case.markdown(chaos.canary) for case in CASES if case.timed is timed})
    return run(folder, way_through(chaos, lists, settings, name_tries=2 if timed else 7))


def way_through(chaos: Chaos, lists: list[str], settings: Mapping[str, object], name_tries: int) -> Order:
    return Order(
        lists=lists,
        settings=dict(settings),
        names=chaos.names,
        name_tries=name_tries,
        ports=chaos.ports,
        network=NETWORK,
        canary=chaos.canary,
    )


def write(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return list(files)


def run(folder: Path, order: Order) -> Outcome:
    path = folder / "order.json"
    (folder / "ca.pem").write_bytes(authority().cert_pem.bytes())
    path.write_text(order.model_dump_json(), encoding="utf-8")
    hidden = ("LINKBOT_", "GH_", "GITHUB_")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(hidden) and not name.lower().endswith("_proxy")
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.world.chaos.run", str(path)],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "SSL_CERT_FILE": str(folder / "ca.pem")},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return Outcome.model_validate_json(done.stdout)


def names(cases: Sequence[Case | Text]) -> list[str]:
    return [case.name for case in cases]


def test_no_two_cases_have_one_name() -> None:
    assert [name for name, times in Counter(names((*CASES, *TEXTS))).items() if times > 1] == []


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_a_case_is_judged_as_the_table_says(night: Night, case: Case) -> None:
    links = night.links[case.name]

    assert [link.verdict for link in links] == [case.verdict] * len(case.urls), links[0].reason
    assert all(is_like(link.reason, case.reason) for link in links), links[0].reason
    assert night.rules[case.name] == ({case.rule} if case.rule else set())
    assert night.requests[case.name] == case.requests


def is_like(reason: str, told: str) -> bool:
    return reason.startswith(told) if told else not reason


def test_nobody_reaches_the_canary(night: Night) -> None:
    assert night.guests == 0


@pytest.mark.parametrize(
    "name", ["redirect-to-this-machine", "redirect-to-canary", "redirect-late-to-canary", "dns-to-this-machine"]
)
def test_a_client_without_a_guard_reaches_the_canary(name: str) -> None:
    with Chaos(CASES) as chaos:
        said = asyncio.run(unguarded(f"http://{name}.example/page", chaos))

    assert said == "SECRET"
    assert chaos.guests == 1


async def unguarded(url: str, chaos: Chaos) -> str:
    connector = aiohttp.TCPConnector(resolver=Ported(way_through(chaos, [], {}, name_tries=2)))
    async with aiohttp.ClientSession(connector=connector) as session, session.get(url) as response:
        return await response.text()


def test_every_ask_ends_within_its_deadline(night: Night) -> None:
    asks = [(attempt.milliseconds, path) for path, attempts in night.hurried.attempts.items() for attempt in attempts]

    print(max(asks), "milliseconds")  # noqa: T201 - seen with -rP

    assert max(asks) < (1000 * HURRY + SLACK, "")


def test_the_whole_run_stays_small(night: Night) -> None:
    took = night.patient.report.statistics.seconds
    print(f"{night.patient.peak / 1e6:.0f} MB, {night.patient.cpu:.1f} s of CPU, {took:.1f} s in all")  # noqa: T201 - seen with -rP

    assert night.patient.peak < MOST_MEMORY


def test_no_secret_of_an_address_is_repeated(night: Night) -> None:
    told = [finding.model_copy(update={"quote": "", "url": ""}).model_dump_json() for finding in night.patient.report.findings]
    told += [link.reason for rows in night.links.values() for link in rows]

    assert [text for text in told if "hunter2" in text] == []


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("texts")
    settings = {"store": str(folder / "store.sqlite"), "offline": True}
    return run(folder, Order(lists=write(folder, {f"{text.name}.md": text.data() for text in TEXTS}), settings=settings))


@pytest.mark.parametrize("text", TEXTS, ids=names(TEXTS))
def test_a_text_is_read_as_the_table_says(texts: Outcome, text: Text) -> None:
    path = f"{text.name}.md"

    assert [row.links for row in texts.report.documents if row.path == path] == [text.links]
    assert {row.code for row in texts.report.findings if row.path == path} == ({text.rule} if text.rule else set())


def test_hostile_texts_are_read_in_seconds(texts: Outcome) -> None:
    assert texts.cpu < MOST_CPU
