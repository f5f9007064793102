"""A state machine of everything that can happen between linkbot and a repository: runs, people, faults, in any order.

    python -m tests.publish.machine --steps 2000

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

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from tests.hub.faults import Fault, killed_at, secondary_limit
from tests.hub.hub import Hub
from tests.hub.items import Item
from tests.hub.wire import Request
from tests.publish.acting import BOT, NAME, NIGHT, ROTS, Night, a_list, dead, misdated, moved, renamed

from linkbot.model.report import Report
from linkbot.publish.facts import Refused
from linkbot.publish.marker import DashboardMarker, PullMarker, boxes, read

STEPS = 40
"""How many steps one history has."""
GROUPS = ("links", "repositories", "metadata")
MAKERS = (moved, renamed, misdated, dead)
_PATCHED_TEXT = re.compile(r"/(pulls|issues)/\d+$")


class Publishing(RuleBasedStateMachine):
    """One repository, the bot, and its maintainer."""

    @initialize()
    def begin(self) -> None:
        self.hub = Hub(NIGHT)
        self.repository = self.hub.repository(NAME, {"README.md": a_list(*(maker(1) for maker in MAKERS))})
        self.night = Night(self.hub, self.repository)
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
        data = self.repository.files()["README.md"].decode()
        rot = ROTS[which]
        self._push({"README.md": rot.pattern.sub(lambda match: rot.right.format(match[1]), data, count=1).encode()})

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
            pull = closed[at % len(closed)]
            with suppress(Exception):  # its branch is gone, or another pull request has it
                self.repository.reopen(pull.number)
            marker = read(pull.body or "", PullMarker)
            if pull.state == "open" and marker:
                self.refused -= set(marker.fixes) - boxes(pull.body or "").unticked

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

    @rule(at=st.integers(0, 2))
    def delete_its_branch(self, at: int) -> None:
        if pull := self._pull(at):
            self._close(at)
            branch = pull.pull.head  # type: ignore[union-attr]
            self.repository.delete_branch(branch)
            self.commits = {sha: on for sha, on in self.commits.items() if on != branch}

    @rule(at=st.integers(0, 2))
    def give_the_branch_back(self, at: int) -> None:
        pull = self._pull(at)
        if pull and "cmd:rebuild" in boxes(pull.body or "").unticked:
            self.repository.tick(pull.number, "cmd:rebuild")

    @rule(at=st.integers(0, 2))
    def write_above(self, at: int) -> None:
        if pull := self._pull(at):
            self.repository.edit(pull.number, title="A title of mine", body=f"Mine.\n\n{pull.body}")

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
            self.repository.close(issue.number)

    @rule()
    def reopen_the_dashboard(self) -> None:
        ours = [issue for issue in self.repository.issues("closed") if issue.author == BOT]
        if ours and not self._dashboard():
            self.repository.reopen(ours[-1].number)

    # runs

    @rule()
    def run(self) -> None:
        self._run()

    @rule()
    def run_by_an_old_report(self) -> None:
        if self.reports:
            self._run(self.reports.pop())

    @rule(at=st.integers(1, 30), same=st.booleans())
    def run_while_another_runs(self, at: int, same: bool) -> None:
        report = self.night.check()
        other = Night(self.hub, self.repository, self.night.token)
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
        ours = [pull.pull for pull in self.repository.pulls() if pull.author == BOT and pull.pull]
        heads = Counter(pull.head.removeprefix("linkbot").strip("/-") for pull in ours)
        dashboards = [issue for issue in self.repository.issues() if issue.author == BOT]
        assert all(count == 1 for count in heads.values()), heads
        assert len(dashboards) <= 1, [issue.number for issue in dashboards]

    @invariant()
    @precondition(lambda self: hasattr(self, "hub"))
    def nobody_has_lost_a_commit(self) -> None:
        lost = [(sha, branch) for sha, branch in self.commits.items() if not self.repository.is_reachable(sha)]
        assert lost == []

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
        with suppress(Refused):
            night.publish(report)

    def _everything_is_offered(self) -> None:
        """What the open pull requests offer is what is wrong and was not refused; branches of other people excepted."""
        offered: set[str] = set()
        alone: set[str] = set()
        for pull in self.repository.pulls():
            marker = read(pull.body or "", PullMarker)
            if pull.author != BOT or marker is None:
                continue
            if self._is_others(pull):
                alone.add(marker.group)
            else:
                offered |= boxes(pull.body or "").ticked
        assert offered & self.refused == set()
        for group, fingerprints in self._wrong().items():
            if group not in alone and not self._is_taken(group):
                assert fingerprints - self.refused <= offered, (group, fingerprints - self.refused - offered)

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
        return self.repository.tip(f"linkbot/{group}") in self.commits

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

    def _close(self, at: int) -> None:
        if pull := self._pull(at):
            marker = read(pull.body or "", PullMarker)
            self.refused |= set(marker.fixes if marker else ())
            self.repository.close(pull.number)

    def _merge(self, at: int, method: str) -> None:
        if pull := self._pull(at):
            with suppress(Exception):  # it conflicts
                self.repository.merge(pull.number, method=method)  # type: ignore[arg-type]

    def _push_to_its_branch(self, at: int) -> None:
        if pull := self._pull(at):
            self.made += 1
            branch = pull.pull.head  # type: ignore[union-attr]
            sha = self.repository.push({"by-hand.txt": b"%d" % self.made}, branch=branch, author="maintainer")
            self.commits[sha] = branch

    def _push(self, files: dict[str, bytes]) -> None:
        self.commits[self.repository.push(files, author="maintainer")] = "main"

    def _tick(self, item: Item, name: str) -> None:
        self.repository.tick(item.number, name)
        if name.startswith("undo:"):
            self.refused.discard(name.removeprefix("undo:"))
        elif ":" not in name:
            self.refused.add(name)


def explore(steps: int) -> None:
    """Goes through histories of `steps` steps in all. Raises what a history of the fewest steps raises."""
    how = settings(
        max_examples=max(1, steps // STEPS),
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(Publishing, settings=how)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2_000)
    explore(parser.parse_args().steps)
