"""The lane of each host: as fast as its profile and the settings say, closed where it asked the last run for a rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from linkbot.sources.hosts import Hosts
from linkbot.sources.schedule import Lane, Schedule
from linkbot.sources.source import Memo

_LONGEST_REST = timedelta(hours=1)  # from one run to the next: one host's word may speak for a group of many


class Lanes:
    """Finds the lane of a host. `pace` multiplies what each profile allows; `clock` gives the time of day, with its zone."""

    def __init__(self, schedule: Schedule, hosts: Hosts, pace: float, memo: Memo, clock: Callable[[], datetime]) -> None:
        self._schedule = schedule
        self._hosts = hosts
        self._pace = pace
        self._memo = memo
        self._clock = clock
        self._by_host: dict[str, Lane] = {}

    def of(self, host: str) -> Lane:
        """The lane of the group that `host`, a name without a port, is paced with."""
        if host not in self._by_host:
            self._by_host[host] = self._open(host)
        return self._by_host[host]

    def close(self, host: str, seconds: float) -> None:
        """Remembers that the group of `host` wants to be left alone for `seconds`: no run asks it before, for an hour at most."""
        until = self._clock() + min(timedelta(seconds=seconds), _LONGEST_REST)
        self._memo.remember(_key(self._hosts.group(host)), until.isoformat(), until)

    def _open(self, host: str) -> Lane:
        profile, group = self._hosts.profile(host), self._hosts.group(host)
        lane = self._schedule.lane(group, profile.per_second * self._pace, profile.connections)
        until = self._memo.recall(_key(group))
        if until and (seconds := (datetime.fromisoformat(until) - self._clock()).total_seconds()) > 0:
            lane.close("rate-limited", f"the host asked an earlier run to be left alone until {until}", seconds)
        return lane


def _key(group: str) -> str:
    return f"rest {group}"
