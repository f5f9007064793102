"""The files of rules/hosts say how each host wants to be treated, and why."""

from __future__ import annotations

from datetime import date

import pytest

from linkbot.rulebook import Host, load_rulebook
from linkbot.sources.hosts import Hosts
from linkbot.sources.signs import Signs

BUILT_IN = Hosts(load_rulebook().hosts)


def a_host(*names: str, group: str = "", per_second: float = 5.0) -> Host:
    return Host(hosts=names, group=group, per_second=per_second, reason="a test", checked="2026-11-20")


def test_an_exact_name_comes_before_a_pattern_and_the_nearest_pattern_before_a_farther_one() -> None:
    hosts = Hosts([a_host("*.example", per_second=1), a_host("*.b.example", per_second=2), a_host("a.b.example", per_second=3)])

    assert [hosts.profile(name).per_second for name in ("a.b.example", "x.b.example", "x.y.b.example", "c.example")] == [
        3,
        2,
        2,
        1,
    ]


def test_a_pattern_does_not_cover_its_own_top_or_names_that_only_end_alike() -> None:
    hosts = Hosts([a_host("*.b.example", per_second=2)])

    assert hosts.profile("b.example").per_second == hosts.profile("ab.example").per_second == 5


def test_a_host_without_a_file_is_its_own_group() -> None:
    assert BUILT_IN.group("WWW.Nobody.example.") == BUILT_IN.group("nobody.example") == "nobody.example"


def test_a_farm_of_blogs_is_one_group() -> None:
    assert BUILT_IN.group("someone.medium.com") == BUILT_IN.group("towardsdatascience.com") == "medium.com"


@pytest.mark.parametrize("host", ["www.linkedin.com", "www.facebook.com", "instagram.com"])
def test_walls_for_every_program_are_not_asked(host: str) -> None:
    profile = BUILT_IN.profile(host)

    assert (profile.method, bool(profile.unverifiable)) == ("none", True)


def test_every_file_says_why_and_when() -> None:
    hosts = load_rulebook().hosts

    assert len(hosts) >= 25
    assert all(len(host.reason) > 20 for host in hosts)
    assert all(date.fromisoformat(host.checked) for host in hosts)


def test_no_name_stands_in_two_files() -> None:
    names = [name for host in load_rulebook().hosts for name in host.hosts]

    assert len(names) == len(set(names))


def test_no_host_calls_a_refusal_a_death() -> None:
    refusals = {401, 402, 403, 407, 418, 429, 451, 500, 502, 503, 504, 999}

    assert not [host.hosts for host in load_rulebook().hosts for status in refusals if host.meaning.get(status) == "gone"]


def test_the_built_in_signs_can_be_read() -> None:
    signs = Signs.of(load_rulebook())

    assert signs.meaning[404] == "gone"
    assert all(phrase == phrase.lower() for phrase in (*signs.soft_404.phrases, *signs.parked.phrases, *signs.challenge.titles))
