"""What people have said no to: boxes and states of pull requests and of the dashboard -> the fixes not to offer again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linkbot.publish.facts import Pull
from linkbot.publish.marker import MEMORY, Boxes, DashboardMarker, PullMarker, boxes, read

UNDO = "undo:"


@dataclass(frozen=True, slots=True)
class Memory:
    """`refused` are fingerprints, the oldest refusal first; `seen` are the closed pull requests that it knows of, by group.

    `unread` are the groups whose pull request a person closed after they had deleted all that it said.
    """

    refused: tuple[str, ...] = ()
    seen: Mapping[str, int] | None = None
    unread: frozenset[str] = frozenset()

    def __contains__(self, fingerprint: str) -> bool:
        return fingerprint in self.refused


def remember(dashboard: DashboardMarker | None, ticks: Boxes | None, pulls: Mapping[str, Sequence[Pull]], me: str) -> Memory:
    """All refusals, where `dashboard` is the marker and `ticks` are the boxes of the dashboard, and `pulls` are those by group.

    A line that a person unticked, every line of a pull request that a person closed unmerged, and a line of the dashboard that
    a person ticked are refused. An `undo` box takes a refusal back, and so does reopening a pull request. Of closed pull requests
    those count that are newer than what the dashboard's marker has seen. Of more than MEMORY refusals the oldest are forgotten.
    """
    known = dashboard or DashboardMarker()
    refused = dict.fromkeys(known.refused)
    seen = dict(known.seen)
    unread: set[str] = set()
    for group, ours in pulls.items():
        for pull in sorted(ours, key=lambda pull: (pull.state == "open", pull.number)):  # what was said last counts
            if pull.author != me or (pull.state == "closed" and pull.number <= seen.get(group, 0)):
                continue
            said = boxes(pull.body)
            own = read(pull.body, PullMarker)
            marker = own or _without_marker(group, said)
            if not marker.fixes and _is_closed_by_a_person(pull, marker) and known.open.get(group) == pull.number:
                unread.add(group)
            back = _undone(said)
            if pull.state == "open":
                fixes = own.fixes if own else []
                back |= {fix for fix in fixes if fix not in said.unticked}  # it stands there, ticked: it was reopened
                seen[group] = min(seen.get(group, 0), pull.number - 1)
            refused |= dict.fromkeys([*marker.refused, *_refused(pull, marker, said)])
            refused = {fix: None for fix in refused if fix not in back}
    for group, ours in pulls.items():
        closed = [pull.number for pull in ours if pull.state == "closed"]
        opened = [pull.number for pull in ours if pull.state == "open"]
        seen[group] = max([seen.get(group, 0), *(number for number in closed if number < min(opened, default=number + 1))])
    if ticks:
        refused |= dict.fromkeys(name for name in sorted(ticks.ticked) if ":" not in name)
        refused = {fix: None for fix in refused if fix not in _undone(ticks)}
    told = {group: number for group, number in seen.items() if number}
    return Memory(tuple(refused)[-MEMORY:], told, frozenset(unread))


def _refused(pull: Pull, marker: PullMarker, said: Boxes) -> list[str]:
    """The lines of a pull request that a person said no to."""
    by_a_person = _is_closed_by_a_person(pull, marker)
    return [fix for fix in marker.fixes if by_a_person or fix in said.unticked]


def _is_closed_by_a_person(pull: Pull, marker: PullMarker) -> bool:
    return pull.state == "closed" and not pull.merged and not marker.closed


def _without_marker(group: str, said: Boxes) -> PullMarker:
    """What can still be read where a person has deleted the marker: the lines that are left."""
    return PullMarker(group=group, fixes=sorted(name for name in said.ticked | said.unticked if ":" not in name))


def _undone(said: Boxes) -> set[str]:
    return {name.removeprefix(UNDO) for name in said.ticked if name.startswith(UNDO)}
