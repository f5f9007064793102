"""The whole of publishing: a report and a repository -> pull requests, the dashboard, and what is to be said about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from linkbot.model.publishing import PublishSettings
from linkbot.model.report import FindingRow, Report
from linkbot.publish import dashboard
from linkbot.publish.dashboard import Told
from linkbot.publish.dashboard_body import is_empty
from linkbot.publish.facts import Cause, Issue, Pull, Refused
from linkbot.publish.groups import ALL, Grouping, limited, offered
from linkbot.publish.marker import Boxes, DashboardMarker, PullMarker, read
from linkbot.publish.memory import Memory, remember
from linkbot.publish.pulls import Course, Request, Settled, our_open, settle
from linkbot.publish.settled import Sight, named
from linkbot.publish.views import DashboardView, Place, Stamp
from linkbot.publish.wanted import Base, standing
from linkbot.publish.whole import check_files, check_repository, check_whole

if TYPE_CHECKING:
    from linkbot.publish.repository import Hub
    from linkbot.rulebook import Rulebook

BRANCH = "linkbot"
MOST_FILES = 500
"""How many lists the dashboard remembers to have told of."""


@dataclass(frozen=True, slots=True)
class Published:
    """What stands on GitHub now. `troubles` are what GitHub would not do, each with the setting to change."""

    pulls: tuple[Settled, ...]
    issue: Told
    troubles: tuple[Refused, ...]

    @property
    def is_told(self) -> bool:
        """Whether everything that there was to say can be read on GitHub, in pull requests or in the dashboard."""
        return self.issue.is_read

    @property
    def is_refused(self) -> bool:
        """Whether GitHub let nothing be written of what there was to say. What a person has closed is no refusal."""
        return self.issue.operation == "refused" and not any(each.number or each.branch_url for each in self.pulls)


def publish(
    report: Report, hub: Hub, rulebook: Rulebook, settings: PublishSettings, stamp: Stamp, *, fewer_files: bool = False
) -> Published:
    """Makes GitHub show what `report` says: what should exist, less what exists, one call after the other.

    `fewer_files` says that lists which an earlier report told of, and this one does not, are not checked any more.
    Raises InputError for a report that tells only a part or is of another repository, and Refused where nothing at all could be
    looked at; what is refused later is in what is returned, and what can be done without it is done.
    """
    check_whole(report)
    return _Run(report, hub, rulebook, settings, stamp, fewer_files=fewer_files).run()


class _Run:
    def __init__(
        self,
        report: Report,
        hub: Hub,
        rulebook: Rulebook,
        settings: PublishSettings,
        stamp: Stamp,
        *,
        fewer_files: bool,
    ) -> None:
        self.report = report
        self.fewer_files = fewer_files
        self.hub = hub
        self.rulebook = rulebook
        self.settings = settings
        self.stamp = stamp
        self.grouping = Grouping.of(rulebook, settings)
        self.sight = Sight.of(report)
        self.waiting: dict[str, frozenset[str]] = {}
        self.troubles: list[Refused] = []
        self.unseen: Refused | None = None

    def run(self) -> Published:
        facts = self.hub.facts
        if facts.is_archived:
            refused = Refused(
                Cause.ARCHIVED,
                f"{facts.full_name} is archived, so nothing can be written there.",
                hint=f"Unarchive it ({facts.url}/settings, Danger Zone), or take linkbot's workflow out of it.",
            )
            return Published((), Told("refused", trouble=refused), (refused,))
        if facts.full_name.lower() != facts.asked_as.lower():
            self.troubles.append(_renamed(facts.asked_as, facts.full_name))
        base = self._base()
        if base:
            check_repository(self.report, base, facts.full_name)
        items = self._issues()
        issue, surplus = dashboard.find([item for item in items or () if not item.is_pull], self.hub.me)
        marker, ticks = dashboard.known(issue, surplus)
        pulls = self._pulls(_with_pull(marker, items or ()), items is not None, marker, ticks)
        if base and not self.fewer_files:
            check_files(self.report, base, {*marker.files, *self._files_of(pulls)})
        memory = self._with_unread(remember(marker, ticks, pulls, self.hub.me))
        settled = self._all_settled(pulls, base, memory, issue.url if issue else "")
        told = self._told(issue, surplus, memory, settled, base, marker)
        return Published(tuple(settled), told, _distinct(self.troubles))

    def _base(self) -> Base | None:
        name = self.settings.base or self.hub.facts.default_branch
        commit = self.hub.branch(name)
        if commit is None:
            hint = "Set publish.base in linkbot.toml, or --base, to a branch that is there."
            self.troubles.append(no_branch(self.hub.facts.full_name, name, hint))
            return None
        paths = sorted(document.path for document in self.report.documents)
        return Base(name, commit, self.hub.files(commit.tree, paths), cache(self.hub.blob))  # an id means the same bytes for ever

    def _issues(self) -> Sequence[Issue] | None:
        """Our issues and pull requests. Where they cannot be listed (None) no issue is made either: there may be one already."""
        if not self.settings.dashboard or not self.hub.facts.has_issues:
            return None
        try:
            return self.hub.issues(with_pulls=True)
        except Refused as refused:
            if refused.cause in (Cause.UNREACHABLE, Cause.LIMIT):
                raise  # what was refused in the dashboard is not known this time, and must not be offered again
            self.unseen = refused
            self.troubles.append(refused)
            return None

    def _files_of(self, pulls: Mapping[str, Sequence[Pull]]) -> Iterator[str]:
        """The lists that our open pull requests mend."""
        for own in pulls.values():
            mine = our_open(own, self.hub.me)
            yield from (read(mine.body, PullMarker) or PullMarker(group="")).files if mine else ()

    def _groups(self, opened: Sequence[str], is_known: bool) -> tuple[str, ...]:
        """The groups of these settings, and those that have a pull request from other settings: it is to be closed."""
        others = opened if is_known else [name for way in ("kind", "one") for name in self._grouping(way).names]
        return tuple(dict.fromkeys([*(self.grouping.names if self.settings.pull_requests else ()), *others]))

    def _grouping(self, way: str) -> Grouping:
        return Grouping.of(self.rulebook, self.settings.model_copy(update={"groups": way}))

    def _pulls(self, opened: Sequence[str], is_known: bool, marker: DashboardMarker, ticks: Boxes) -> dict[str, tuple[Pull, ...]]:
        """All pull requests of each group, of which those `opened` have an open one; `is_known` where no others can have one.

        A branch called `linkbot` forbids `linkbot/links`: they lie on `linkbot-links` then, also after that branch has gone.
        """
        pulls = {group: self.hub.pulls(f"{BRANCH}/{group}") for group in self._groups(opened, is_known)}
        refused = remember(marker, ticks, pulls, self.hub.me).refused
        for group, own in pulls.items():
            wants = group in opened or offered(self._findings(group), group, self.grouping, self.settings, refused)
            if our_open(own, self.hub.me) is None and wants:
                pulls[group] = (*self.hub.pulls(f"{BRANCH}-{group}"), *own)
        return pulls

    def _findings(self, group: str) -> Sequence[FindingRow]:
        return self.report.findings if self.settings.pull_requests and group in self.grouping.names else ()

    def _with_unread(self, memory: Memory) -> Memory:
        """Where nobody can tell any more what a person has refused, it was all of it: one box brings each back."""
        rows = [row for row in self.report.findings if row.fix and self.grouping.group_of(row.code) in memory.unread]
        return replace(memory, refused=tuple(dict.fromkeys([*memory.refused, *(row.fingerprint for row in rows)])))

    @cached_property
    def _is_blocked(self) -> bool:
        return self.hub.tip(BRANCH) is not None

    def _all_settled(
        self, pulls: Mapping[str, tuple[Pull, ...]], base: Base | None, memory: Memory, dashboard_url: str
    ) -> list[Settled]:
        if base is None:
            return []
        labels = self.settings.labels
        course = Course(self.report, base, memory, self.rulebook, self.stamp, labels, self.sight, dashboard_url)
        settled = (self._settled(name, own, course, memory) for name, own in pulls.items())
        return [each for each in settled if each]

    def _settled(self, group: str, pulls: tuple[Pull, ...], course: Course, memory: Memory) -> Settled | None:
        findings = self._findings(group)
        rows = offered(findings, group, self.grouping, self.settings, memory.refused)
        refused = set(memory.refused)
        mine = our_open(pulls, self.hub.me)
        before = (read(mine.body, PullMarker) if mine else None) or PullMarker(group=group)
        chosen, waiting = limited(rows, self.settings.limit, before.fixes)
        self.waiting[group] = frozenset(row.fingerprint for row in rows) - {row.fingerprint for row in chosen}
        known = [row for row in offered(findings, group, self.grouping, self.settings, ()) if row.fingerprint in refused]
        if not rows and mine is None:
            return None
        blocked = mine is None and self._is_blocked
        branch = f"{BRANCH}-{group}" if blocked else f"{BRANCH}/{group}"
        request = Request(group, tuple(chosen), waiting, tuple(known), pulls, branch)
        try:
            done = settle(self.hub, request, course)
        except Refused as trouble:
            done = Settled(group, "refused", trouble=trouble)
        if done.trouble:
            self.troubles.append(done.trouble)
        return done

    def _told(
        self,
        issue: Issue | None,
        surplus: Sequence[Issue],
        memory: Memory,
        settled: Sequence[Settled],
        base: Base | None,
        before: DashboardMarker,
    ) -> Told:
        facts = self.hub.facts
        if not self.settings.dashboard:
            return Told("nothing")
        if self.unseen:
            return Told("refused", trouble=self.unseen)
        if self.sight.is_blind and issue:
            return Told("unchanged", issue.number, issue.url)
        view = self._view(memory, settled, base)
        if not facts.has_issues and is_empty(view):
            return Told("nothing")
        if not facts.has_issues:
            off = Refused(
                Cause.ISSUES_OFF,
                f"{facts.full_name} has its issues switched off, so there is no dashboard.",
                hint=f"Switch them on ({facts.url}/settings > Features > Issues), or set publish.dashboard = false.",
            )
            self.troubles.append(off)
            return Told("refused", trouble=off)
        closed = {each.group: each.number for each in settled if each.operation == "closed"}
        seen = dict(memory.seen or {}) | closed
        marker = DashboardMarker(
            refused=list(memory.refused),
            seen=seen,
            open=_open(settled, before),
            files=sorted(named(document.path) for document in self.report.documents)[:MOST_FILES],
        )
        told = dashboard.tell(self.hub, issue, view, marker, base.commit if base else None, self.settings.labels)
        if told.trouble:
            self.troubles.append(told.trouble)
        if surplus and issue and told.operation != "refused":
            try:
                dashboard.close_surplus(self.hub, surplus, issue)
            except Refused as refused:
                self.troubles.append(refused)
        return told

    def _view(self, memory: Memory, settled: Sequence[Settled], base: Base | None) -> DashboardView:
        refused = set(memory.refused)
        in_pulls = {change.row.fingerprint for each in settled if each.number for change in each.changes}
        in_turn = {fix for each in settled for fix in self._waiting(each)}
        told = _with_twins(refused | in_pulls | in_turn, self.report.findings)
        untold = [row for row in self.report.findings if row.fingerprint not in told]
        findings = standing(untold, self.report.documents, base) if base else untold
        place = Place(self.hub.facts.url, base.branch if base else "", base.commit.sha if base else "")
        return DashboardView(
            place=place,
            stamp=self.stamp,
            report=self.report.model_copy(update={"findings": findings}),
            offered=tuple(
                replace(offer, waiting=len(self._waiting(one)))
                for one in settled
                if one.operation != "closed" and (offer := one.offered())
            ),
            refused=_once(row for row in self.report.findings if row.fingerprint in refused),
            troubles=tuple(f"{trouble} {trouble.hint}".strip() for trouble in _distinct(self.troubles)),
        )

    def _waiting(self, settled: Settled) -> frozenset[str]:
        """The fixes that come when a pull request is merged: nobody has to decide about these yet."""
        goes_on = settled.operation in ("opened", "updated", "unchanged") or settled.branch_url
        return self.waiting.get(settled.group, frozenset()) if goes_on else frozenset()


def no_branch(repository: str, name: str, hint: str) -> Refused:
    """There is no such branch to mend."""
    return Refused(Cause.NO_BRANCH, f"{repository} has no branch {name}.", hint=hint)


def _with_pull(marker: DashboardMarker, items: Sequence[Issue]) -> tuple[str, ...]:
    """The groups that have an open pull request, or had one when the dashboard was written."""
    markers = [read(item.body, PullMarker) for item in items if item.is_pull and item.state == "open"]
    return tuple(dict.fromkeys([*marker.open, *(each.group for each in markers if each)]))


def _open(settled: Iterable[Settled], before: DashboardMarker) -> dict[str, int]:
    opened = {each.group: each.number for each in settled if each.number and each.operation != "closed"}
    failed = {each.group for each in settled if each.operation == "refused"}
    return {group: number for group, number in before.open.items() if group in failed} | opened


def _with_twins(fingerprints: set[str], rows: Sequence[FindingRow]) -> set[str]:
    """With the findings that say the same of the other place: a duplicate is told on both of its lines."""
    places = {
        (row.code, related.path, related.line) for row in rows if row.fingerprint in fingerprints for related in row.related
    }
    return fingerprints | {row.fingerprint for row in rows if (row.code, row.path, row.line) in places}


def _once(rows: Iterable[FindingRow]) -> tuple[FindingRow, ...]:
    by_fingerprint: Mapping[str, FindingRow] = {row.fingerprint: row for row in rows}
    return tuple(by_fingerprint.values())


def _distinct(troubles: Iterable[Refused]) -> tuple[Refused, ...]:
    """Each refusal once: what GitHub forbids to one pull request it forbids to the next as well."""
    return tuple({(str(trouble), trouble.hint): trouble for trouble in troubles}.values())


def _renamed(old: str, new: str) -> Refused:
    return Refused(
        Cause.OTHER,
        f"{old} is called {new} today; linkbot writes there.",
        hint="Use the new name in your settings and workflows.",
    )


__all__ = ["ALL", "Published", "publish"]
