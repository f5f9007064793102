"""A state machine of everything that can happen between linkbot and a repository: runs, people, faults, in any order.

    python -m tests.publish.machine --steps 2000            # other histories each time
    python -m tests.publish.machine --steps 2000 --same     # always the same ones, as .ci/run has it

What always holds: never two open pull requests of one group, never two open dashboards, every commit of a person still reachable
from a branch. What holds after a night in which nothing goes wrong: another run writes nothing, what was refused is offered
nowhere, and everything else is.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from difflib import unified_diff
from typing import Literal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from tests.hub.faults import Fault, killed_at, secondary_limit
from tests.hub.hub import Hub
from tests.hub.items import Item
from tests.hub.refusals import RefusedError
from tests.hub.wire import Request
from tests.publish.acting import BOT, NAME, NIGHT, ROTS, Night, a_list, dead, misdated, moved, renamed

from linkbot.errors import InputError
from linkbot.model.publishing import PublishSettings
from linkbot.model.report import Report
from linkbot.publish.facts import Refused
from linkbot.publish.groups import ALL
from linkbot.publish.marker import DashboardMarker, PullMarker, boxes, read

STEPS = 40
"""How many steps one history has."""
GROUPS = ("links", "repositories", "metadata")
MAKERS = (moved, renamed, misdated, dead)
_MARKER = re.compile(r"<!-- linkbot:v1 .*-->\r?\n?")
_ONE = re.compile(r"/(?:pulls|issues)/(\d+)$")
_BRANCH = re.compile(r"/git/refs/heads/(linkbot[/-].+)$")
_PATCHED_TEXT = re.compile(r"/(pulls|issues)/\d+$")


class Publishing(RuleBasedStateMachine):
    """One repository, the bot, and its maintainer."""

    @initialize(dashboard=st.sampled_from([True, True, False]), blocked=st.booleans())
    def begin(self, dashboard: bool, blocked: bool) -> None:
        self.hub = Hub(NIGHT)
        self.repository = self.hub.repository(NAME, {"README.md": a_list(*(maker(1) for maker in MAKERS))})
        if (
            blocked and dashboard
        ):  # without a dashboard nothing remembers on which branches other settings had their pull requests
            self.repository.push({"x": b"x"}, branch="linkbot")
        self.night = Night(self.hub, self.repository, settings=PublishSettings(dashboard=dashboard))
        self.written: dict[int, str] = {}
        self.tips: dict[str, str] = {}
        self.shut: set[int] = set()
        self.made = 1
        self.commits: dict[str, str] = {}
        self.refused: set[str] = set()
        self.reports: list[Report] = []

    def teardown(self) -> None:
        if hasattr(self, "hub"):
            pings = [(written, ping) for written, ping in self.hub.pings if written.by == BOT]
            self.hub.close()
            assert pings == []

    # what people do to the list

    @rule(which=st.integers(0, 3), where=st.sampled_from(["README.md", "more.md"]))
    def add(self, which: int, where: str) -> None:
        self.made += 1
        item = MAKERS[which](self.made)
        data = self.repository.files().get(where) or a_list()
        self._push({where: data + item.encode()})

    @rule(which=st.integers(0, 3))
    def mend_by_hand(self, which: int) -> None:
        self._push({"README.md": _mended(self.repository.files()["README.md"], which, count=1)})

    @rule()
    def insert_a_line_above(self) -> None:
        self._push({"README.md": b"<!-- a line -->\n" + self.repository.files()["README.md"]})

    @rule()
    def push_something_else(self) -> None:
        self.made += 1
        self._push({"other.txt": b"%d" % self.made})

    @rule()
    def check(self) -> None:
        self.reports.append(self.night.check())

    # what people do to pull requests and the dashboard

    @rule(at=st.integers(0, 2), which=st.integers(0, 9))
    def untick(self, at: int, which: int) -> None:
        self._untick(at, which)

    @rule(at=st.integers(0, 2))
    def close(self, at: int) -> None:
        self._close(at)

    @rule(at=st.integers(0, 9))
    def reopen(self, at: int) -> None:
        closed = [pull for pull in self.repository.pulls("closed") if not pull.is_merged]
        if closed:
            self._reopen(closed[at % len(closed)])

    @rule(at=st.integers(0, 2), method=st.sampled_from(["merge", "squash", "rebase"]))
    def merge(self, at: int, method: str) -> None:
        self._merge(at, method)

    @rule(at=st.integers(0, 2))
    def push_to_its_branch(self, at: int) -> None:
        self._push_to_its_branch(at)

    @rule(at=st.integers(0, 2))
    def amend_its_branch(self, at: int) -> None:
        if pull := self._pull(at):
            branch = pull.pull.head  # type: ignore[union-attr]
            self.commits = {sha: on for sha, on in self.commits.items() if on != branch}
            self.commits[self.repository.amend(branch, {"by-hand.txt": b"%d" % self.made}, by="maintainer")] = branch
            self.tips.pop(branch, None)

    @rule(at=st.integers(0, 2))
    def delete_its_branch(self, at: int) -> None:
        if pull := self._pull(at):
            self._close(at)
            branch = pull.pull.head  # type: ignore[union-attr]
            self.repository.delete_branch(branch)
            self.tips.pop(branch, None)
            self.commits = {sha: on for sha, on in self.commits.items() if on != branch}

    @rule(at=st.integers(0, 2))
    def give_the_branch_back(self, at: int) -> None:
        pull = self._pull(at)
        if pull and "cmd:rebuild" in boxes(pull.body or "").unticked:
            self.repository.tick(pull.number, "cmd:rebuild")

    @rule(at=st.integers(0, 2))
    def write_above(self, at: int) -> None:
        if pull := self._pull(at):
            self._write_above(pull)

    @rule()
    def write_above_the_dashboard(self) -> None:
        if issue := self._dashboard():
            self._write_above(issue)

    @rule(at=st.integers(0, 2))
    def delete_the_marker(self, at: int) -> None:
        if pull := self._pull(at):
            self.repository.edit(pull.number, body=_MARKER.sub("", pull.body or ""))

    @rule(at=st.integers(0, 2))
    def edit_in_the_browser(self, at: int) -> None:
        if pull := self._pull(at):
            self.repository.edit(pull.number, body=(pull.body or "").replace("\r\n", "\n").replace("\n", "\r\n"))

    @rule()
    def delete_the_branch_called_linkbot(self) -> None:
        if self.repository.tip("linkbot"):
            self.repository.delete_branch("linkbot")
            self.tips.pop("linkbot", None)

    @rule(groups=st.sampled_from(["kind", "one"]))
    def group_otherwise(self, groups: Literal["kind", "one"]) -> None:
        self.night.settings = self.night.settings.model_copy(update={"groups": groups})

    @rule(which=st.integers(0, 9))
    def accept_or_undo(self, which: int) -> None:
        if issue := self._dashboard():
            ours = sorted(name for name in boxes(issue.body or "").unticked)
            if ours:
                self._tick(issue, ours[which % len(ours)])

    @rule(at=st.integers(0, 2), which=st.integers(0, 9))
    def undo_in_a_pull_request(self, at: int, which: int) -> None:
        if pull := self._pull(at):
            undo = sorted(name for name in boxes(pull.body or "").unticked if name.startswith("undo:"))
            if undo:
                self._tick(pull, undo[which % len(undo)])

    @rule()
    def close_the_dashboard(self) -> None:
        if issue := self._dashboard():
            self._close_issue(issue)

    @rule()
    def reopen_the_dashboard(self) -> None:
        ours = [issue for issue in self.repository.issues("closed") if issue.author == BOT]
        if ours and not self._dashboard():
            self.repository.reopen(ours[-1].number)
            self.shut.discard(ours[-1].number)

    # runs

    @rule()
    def run(self) -> None:
        self._run()

    @rule()
    def run_by_an_old_report(self) -> None:
        if self.reports:
            self._run(self.reports.pop())

    @rule()
    def run_where_another_makes_the_dashboard(self) -> None:
        other = Night(self.hub, self.repository, self.night.token, settings=self.night.settings)
        begun: list[Request] = []

        def before(request: Request) -> None:
            if not begun and request.method == "POST" and request.path.endswith("/issues"):
                begun.append(request)
                self._publish(other, None)

        self.hub.before = before
        self._publish(self.night, None)
        self.hub.before = lambda _: None

    @rule(at=st.integers(1, 30), same=st.booleans())
    def run_while_another_runs(self, at: int, same: bool) -> None:
        report = self.night.check()
        other = Night(self.hub, self.repository, self.night.token, settings=self.night.settings)
        self._run(report, at, lambda: self._publish(other, report if same else None))

    @rule(at=st.integers(1, 30), act=st.sampled_from(["push", "branch", "untick", "close", "merge"]), which=st.integers(0, 2))
    def run_while_a_person_acts(self, at: int, act: str, which: int) -> None:
        acts: dict[str, Callable[[], None]] = {
            "push": lambda: self.insert_a_line_above(),
            "branch": lambda: self._push_to_its_branch(which),
            "untick": lambda: self._untick(which, which),
            "close": lambda: self._close(which),
            "merge": lambda: self._merge(which, "merge"),
        }
        self._run(None, at, acts[act])

    @rule(
        act=st.sampled_from(["write", "untick", "tick", "close", "branch"]),
        which=st.integers(0, 9),
        why=st.sampled_from(["", "new", "done"]),
    )
    def run_while_a_person_acts_on_what_is_about_to_be_edited(self, act: str, which: int, why: str) -> None:
        if why == "new":
            self.add(which % 4, "more.md")
        elif why == "done":
            files = self.repository.files()
            self._push({path: _mended(data, which % 4) for path, data in files.items() if path.endswith(".md")})
        acted = False

        def before(request: Request) -> None:
            nonlocal acted
            if request.method == "GET" and not acted and (match := _ONE.search(request.path)):
                acted = True
                self._act_on(self.repository.items[int(match[1])], act, which)
            elif request.method == "PATCH" and not acted and act == "branch" and (match := _BRANCH.search(request.path)):
                acted = True
                self._push_to(match[1])

        self.hub.before = before
        self._publish(self.night, None)
        self.hub.before = lambda _: None

    @rule(at=st.integers(1, 30), after=st.booleans())
    def run_and_be_killed(self, at: int, after: bool) -> None:
        self.hub.faults += killed_at(at, after=after)
        self._run()

    @rule(
        nth=st.integers(1, 8),
        method=st.sampled_from(["write", "POST", "PATCH", "GET"]),
        status=st.sampled_from([500, 502, 503]),
        after=st.booleans(),
        times=st.sampled_from([1, 2, 5]),
    )
    def run_while_github_fails(self, nth: int, method: str, status: int, after: bool, times: int) -> None:
        self.hub.faults.append(Fault(method=method, nth=nth, status=status, after=after, times=times))
        self._run()

    @rule(nth=st.integers(1, 8), status=st.sampled_from([403, 429]), wait=st.sampled_from([None, 1, 7200]))
    def run_into_a_limit(self, nth: int, status: int, wait: int | None) -> None:
        self.hub.faults.append(secondary_limit(nth=nth, status=status, retry_after=wait))
        self._run()

    @rule()
    def let_a_night_pass_in_which_nothing_goes_wrong(self) -> None:
        self._quiet_night()

    @rule(which=st.integers(0, 3), where=st.sampled_from(["README.md", "more.md"]))
    def let_a_night_pass_after_something_new(self, which: int, where: str) -> None:
        self.add(which, where)
        self._quiet_night()

    @rule(at=st.integers(0, 2), which=st.integers(0, 9), merge=st.booleans())
    def let_a_night_pass_after_a_no(self, at: int, which: int, merge: bool) -> None:
        self._untick(at, which)
        if merge:
            self._merge(at, "merge")
            self._push({path: _rotten(data) for path, data in self.repository.files().items() if path.endswith(".md")})
        self._quiet_night()

    @rule(at=st.integers(0, 2))
    def close_and_think_again_a_night_later(self, at: int) -> None:
        if pull := self._pull(at):
            self._close(at)
            self._run()
            self._reopen(pull)
        self._quiet_night()

    def _quiet_night(self) -> None:
        self.hub.clock.advance(days=1)
        self._run()
        before, texts = len(self.hub.writes), self._texts()
        self._run()

        written = [(request.method, request.path) for request in self.hub.writes[before:]]
        assert written == [], (written, "\n".join(unified_diff(texts, self._texts(), lineterm="", n=0)))
        self._everything_is_offered()

    # what always holds

    @invariant()
    @precondition(lambda self: hasattr(self, "hub"))
    def there_is_one_of_each(self) -> None:
        heads = Counter(_group(pull) for pull in self.repository.pulls() if pull.author == BOT)
        dashboards = [issue for issue in self.repository.issues() if issue.author == BOT]
        assert all(count == 1 for count in heads.values()), heads
        assert len(dashboards) <= 1, [issue.number for issue in dashboards]

    @invariant()
    @precondition(lambda self: hasattr(self, "hub"))
    def nobody_has_lost_a_commit(self) -> None:
        lost = [(sha, branch) for sha, branch in self.commits.items() if not self.repository.is_reachable(sha)]
        assert lost == []

    @invariant()
    @precondition(lambda self: hasattr(self, "hub"))
    def no_commit_of_a_person_is_closed_away(self) -> None:
        closed = [pull for pull in self.repository.pulls("closed") if pull.closed_by == BOT and pull.pull]
        assert [pull.number for pull in closed if pull.pull and pull.pull.head_sha in self.commits] == []

    @invariant()
    @precondition(lambda self: hasattr(self, "hub"))
    def a_dashboard_that_a_person_closed_is_closed(self) -> None:
        assert [number for number in self.shut if self.repository.items[number].state == "open"] == []

    @invariant()
    @precondition(lambda self: hasattr(self, "hub"))
    def what_a_person_wrote_is_there(self) -> None:
        lost = [number for number, text in self.written.items() if text not in (self.repository.items[number].body or "")]
        renamed = [item.title for item in self.repository.pulls(None) if item.number in self.written]
        assert (lost, [title for title in renamed if not title.startswith("A title of")]) == ([], [])

    @invariant()
    @precondition(lambda self: hasattr(self, "hub"))
    def no_branch_of_linkbot_has_moved_back(self) -> None:
        for branch, tip in self.repository.branches().items():
            before, self.tips[branch] = self.tips.get(branch, tip), tip
            assert self.repository.git.is_ancestor(before, tip), branch

    # how it is done

    def _run(self, report: Report | None = None, at: int = 0, act: Callable[[], object] | None = None) -> None:
        """One run; at its request number `at` (or the next one that edits no text) `act` is done first."""
        seen = 0

        def before(request: Request) -> None:
            nonlocal seen, act
            if act is None:
                return
            seen += 1
            if seen >= at and not (request.method == "PATCH" and _PATCHED_TEXT.search(request.path)):
                done, act = act, None
                done()

        self.hub.before = before
        self._publish(self.night, report)
        self.hub.before = lambda _: None
        self.hub.faults.clear()

    def _publish(self, night: Night, report: Report | None) -> None:
        with suppress(Refused, InputError):  # an old report may leave out a list that has come since
            night.publish(report)

    def _everything_is_offered(self) -> None:
        """What the open pull requests offer is what is wrong and was not refused; branches of other people excepted."""
        offered: Counter[str] = Counter()
        alone: set[str] = set()
        for pull in self.repository.pulls():
            group = _group(pull)
            if read(pull.body or "", PullMarker) is None or self._is_others(pull):
                alone |= {group, *(GROUPS if group == ALL else ())}
            else:
                offered.update(_ticked(pull))
                assert not [name for name in boxes(pull.body or "").unticked if ":" not in name], (pull.title, pull.body)
        assert offered.keys() & self.refused == set()
        assert alone or set(offered.values()) <= {1}, offered
        issue = self._dashboard() if self.night.settings.dashboard else None
        assert issue is None or not boxes(issue.body or "").unticked & self.refused
        if self.night.settings.groups == "one" and (ALL in alone or self._is_taken(ALL)):
            return
        for group, fingerprints in self._wrong().items():
            if group not in alone and not self._is_taken(group):
                assert fingerprints - self.refused <= offered.keys(), (group, fingerprints - self.refused - offered.keys())

    def _texts(self) -> list[str]:
        """The lines of all issues and pull requests."""
        items = [*self.repository.pulls(None), *self.repository.issues(None)]
        return [f"#{item.number} {line}" for item in items for line in f"{item.title}\n{item.body}".split("\n")]

    def _wrong(self) -> dict[str, set[str]]:
        groups = {"LB102": "links", "LB302": "repositories", "LB404": "metadata"}
        wrong: dict[str, set[str]] = {}
        for row in self.night.check().findings:
            if row.code in groups:
                wrong.setdefault(groups[row.code], set()).add(row.fingerprint)
        return wrong

    def _is_others(self, pull: Item) -> bool:
        tip = self.repository.tip(pull.pull.head) or ""  # type: ignore[union-attr]
        return tip in self.commits

    def _is_taken(self, group: str) -> bool:
        """A branch without a pull request whose last commit is a person's."""
        return bool({self.repository.tip(f"linkbot/{group}"), self.repository.tip(f"linkbot-{group}")} & self.commits.keys())

    def _pull(self, at: int) -> Item | None:
        ours = [pull for pull in self.repository.pulls() if pull.author == BOT]
        return ours[at % len(ours)] if ours else None

    def _dashboard(self) -> Item | None:
        return next((issue for issue in self.repository.issues() if read(issue.body or "", DashboardMarker)), None)

    def _untick(self, at: int, which: int) -> None:
        if pull := self._pull(at):
            ticked = sorted(name for name in boxes(pull.body or "").ticked if ":" not in name)
            if ticked:
                self.repository.untick(pull.number, ticked[which % len(ticked)])
                self.refused.add(ticked[which % len(ticked)])

    def _reopen(self, pull: Item) -> None:
        if any(_group(each) == _group(pull) for each in self.repository.pulls()):
            return  # on another branch: it would be the person who makes it two
        with suppress(RefusedError):  # its branch is gone, or another pull request has it
            self.repository.reopen(pull.number)
        marker = read(pull.body or "", PullMarker)
        if pull.state == "open" and (marker is None or not marker.closed):
            self.refused -= _ticked(pull)

    def _close(self, at: int) -> None:
        if pull := self._pull(at):
            self.refused |= _ticked(pull)
            self.repository.close(pull.number)

    def _merge(self, at: int, method: str) -> None:
        if pull := self._pull(at):
            with suppress(RefusedError):  # it conflicts
                self.repository.merge(pull.number, method=method)  # type: ignore[arg-type]

    def _write_above(self, item: Item) -> None:
        self.made += 1
        self.written[item.number] = f"Mine, {self.made}."
        title = f"A title of {self.made}" if item.pull else None
        self.repository.edit(item.number, title=title, body=f"{self.written[item.number]}\n\n{item.body}")

    def _act_on(self, item: Item, act: str, which: int) -> None:
        """Does something to an issue or a pull request that linkbot is about to edit."""
        at = [pull.number for pull in self.repository.pulls()].index(item.number) if item.pull else 0
        names = sorted(name for name in boxes(item.body or "").unticked if item.pull is None or name.startswith("undo:"))
        if act == "write":
            self._write_above(item)
        elif act == "tick" and names:
            self._tick(item, names[which % len(names)])
        elif item.pull:
            self._act_on_pull(at, act, which)
        elif act == "close":
            self._close_issue(item)

    def _act_on_pull(self, at: int, act: str, which: int) -> None:
        if act == "branch":
            self._push_to_its_branch(at)
        elif act == "untick":
            self._untick(at, which)
        elif act == "close":
            self._close(at)

    def _push_to_its_branch(self, at: int) -> None:
        if pull := self._pull(at):
            self._push_to(pull.pull.head)  # type: ignore[union-attr]

    def _close_issue(self, issue: Item) -> None:
        marker = read(issue.body or "", DashboardMarker)
        if boxes(issue.body or "").ticked:
            return  # what is ticked in the same breath is heard, but what a pull request says counts more
        self.repository.close(issue.number)
        if marker and not marker.closed:
            self.shut.add(issue.number)

    def _push_to(self, branch: str) -> None:
        self.made += 1
        self.commits[self.repository.push({"by-hand.txt": b"%d" % self.made}, branch=branch, author="maintainer")] = branch

    def _push(self, files: dict[str, bytes]) -> None:
        self.commits[self.repository.push(files, author="maintainer")] = "main"

    def _tick(self, item: Item, name: str) -> None:
        self.repository.tick(item.number, name)
        if name.startswith("undo:"):
            self.refused.discard(name.removeprefix("undo:"))
        elif ":" not in name:
            self.refused.add(name)


def _mended(data: bytes, which: int, *, count: int = 0) -> bytes:
    """A list in which somebody has mended one kind of rot by hand."""
    rot = ROTS[which]
    return rot.pattern.sub(lambda match: rot.right.format(match[1]), data.decode(), count=count).encode()


def _rotten(data: bytes) -> bytes:
    """A list in which everything that was mended is wrong again."""
    for right, wrong in ((b"https://moved.", b"http://moved."), (b"/new/", b"/old/"), (b"May ", b"Mya ")):
        data = data.replace(right, wrong)
    return data


def _group(pull: Item) -> str:
    return pull.pull.head.removeprefix("linkbot").strip("/-") if pull.pull else ""


def _ticked(pull: Item) -> set[str]:
    return {name for name in boxes(pull.body or "").ticked if ":" not in name}


def explore(steps: int, *, always_the_same: bool = False) -> None:
    """Goes through histories of `steps` steps in all. Raises what a history of the fewest steps raises."""
    how = settings(
        max_examples=max(1, steps // STEPS),
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=always_the_same,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(Publishing, settings=how)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2_000)
    parser.add_argument("--same", action="store_true")
    given = parser.parse_args()
    explore(given.steps, always_the_same=given.same)
