"""One pull request: what it should be, what it is, and the few calls between the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from linkbot.model.report import FindingRow, Report
from linkbot.publish import pull_body
from linkbot.publish.commit_message import commit_message
from linkbot.publish.commits import is_ours, parents
from linkbot.publish.facts import Cause, Commit, Pull, Refused
from linkbot.publish.marker import PullMarker, annotated, boxes, is_same, read, renewed, written
from linkbot.publish.memory import Memory
from linkbot.publish.merging import Sides, makes
from linkbot.publish.settled import Sight, named
from linkbot.publish.views import Change, Left, Offered, Place, PullView, Stamp
from linkbot.publish.wanted import STALE, Base, Wanted, digest, wanted
from linkbot.repair import Change as Edited
from linkbot.rulebook import Rulebook

if TYPE_CHECKING:
    from linkbot.publish.repository import Hub

REBUILD = "cmd:rebuild"
Operation = Literal["opened", "updated", "closed", "unchanged", "left alone", "nothing", "refused"]


@dataclass(frozen=True, slots=True)
class Course:
    """What all pull requests of one run share."""

    report: Report
    base: Base
    memory: Memory
    rulebook: Rulebook
    stamp: Stamp
    labels: Sequence[str]
    sight: Sight
    dashboard: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What one group asks for: its fixes, how many more wait, those that were refused, and the branches it may live on."""

    group: str
    rows: tuple[FindingRow, ...]
    waiting: int
    refused: tuple[FindingRow, ...]
    pulls: tuple[Pull, ...]
    branch: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a group: the pull request, if there is one, and a sentence where something stood in the way."""

    group: str
    operation: Operation
    number: int = 0
    url: str = ""
    branch_url: str = ""
    changes: tuple[Change, ...] = ()
    left: tuple[Left, ...] = ()
    edits: tuple[Edited, ...] = ()
    trouble: Refused | None = field(default=None, compare=False)

    def offered(self) -> Offered | None:
        """As the dashboard tells it; None where there is nothing to tell."""
        if not self.changes and not self.number:
            return None
        trouble = f"{self.trouble} {self.trouble.hint}".strip() if self.trouble else ""
        return Offered(self.group, self.changes, self.number, self.url, self.branch_url, trouble)


def settle(hub: Hub, request: Request, course: Course) -> Settled:
    """Makes the group's pull request what it should be. Raises Refused only where not even that could be found out."""
    return _Settling(hub, request, course).settle()


def our_open(pulls: Sequence[Pull], me: str) -> Pull | None:
    """The open pull request that linkbot made, None where there is none."""
    ours = [pull for pull in pulls if pull.state == "open" and pull.author == me and read(pull.body, PullMarker)]
    return min(ours, key=lambda pull: pull.number, default=None)


class _Settling:
    def __init__(self, hub: Hub, request: Request, course: Course) -> None:
        self.hub = hub
        self.request = request
        self.course = course
        self.pull = our_open(request.pulls, hub.me)
        self.marker = (read(self.pull.body, PullMarker) if self.pull else None) or PullMarker(group=request.group)
        self.branch = self.pull.branch if self.pull else request.branch

    def settle(self) -> Settled:
        request, pull = self.request, self.pull
        theirs = next((each for each in request.pulls if each.state == "open" and each is not pull), None)
        if theirs and not pull:
            return self._is("left alone", theirs, Wanted(changes=tuple(Change(row, ()) for row in request.rows)))
        if pull and pull.base != self.course.base.branch:
            trouble = _leads_elsewhere(pull, self.course.base)
            return self._is("refused", pull, Wanted(changes=self._kept_changes()), trouble=trouble)
        rebuild = pull is not None and REBUILD in boxes(pull.body).ticked
        if pull and self.marker.others and self.marker.tip == pull.tip and not rebuild:
            return self._is("left alone", pull, Wanted(changes=self._kept_changes()))
        if pull and self._is_out_of_sight():
            return self._unchanged(pull)
        if not request.rows:
            return self._closed("Nothing is left to mend here: what this pull request changed is done, refused or gone.")
        refused = [self._refused_here(), [row.fingerprint for row in request.refused]]
        made_of = digest(request.rows, self.course.base, [request.waiting, refused, self.course.stamp.linkbot])
        if pull and self.marker.of == made_of and self.marker.tip == pull.tip and not (rebuild or self.marker.others):
            return self._unchanged(pull)
        tip = self._tip()
        if tip and not (is_ours(tip) or self._is_update(tip)) and not rebuild:
            return self._left_alone(tip)
        build = wanted(request.rows, self.course.report.documents, self.course.base, self.course.rulebook)
        if not build.changes:
            if any(left.reason == STALE for left in build.left):
                return self._is("unchanged" if pull else "nothing", pull, left=build.left)
            return self._closed("None of these fixes can be made in the branch as it is now.", build.left)
        try:
            is_done = tip is not None and (is_ours(tip) or not rebuild) and self._is_as_wanted(tip, build)
            if tip and not is_done and not is_ours(tip) and not rebuild:
                return self._left_alone(tip)
            tip_sha = tip.sha if tip and is_done else self._pushed(build, tip)
        except Refused as refused:
            return self._is("refused", pull, build, trouble=refused)
        built_on = self.marker.base if tip_sha == self.marker.tip else "" if is_done else self.course.base.commit.sha
        return self._told(build, tip_sha, built_on, made_of)

    def _is_out_of_sight(self) -> bool:
        """Whether a fix of the pull request is missing tonight because nobody could be asked about it: then all of it waits."""
        told = {row.fingerprint for row in self.course.report.findings}
        about = dict(zip(self.marker.fixes, self.marker.about, strict=False))
        missing = [fix for fix in self.marker.fixes if fix not in told and fix not in self.course.memory]
        sight = self.course.sight
        return bool(missing) and (sight.is_blind or sight.cannot_tell(about.get(fix, "") for fix in missing))

    def _tip(self) -> Commit | None:
        sha = self.pull.tip if self.pull else self.hub.tip(self.branch)
        return self.hub.commit(sha) if sha else None

    def _is_update(self, tip: Commit) -> bool:
        """Whether GitHub merged the base into our last commit, at the press of "Update branch"."""
        return tip.by_github and len(tip.parents) == 2 and tip.parents[0] == self.marker.tip

    def _is_as_wanted(self, tip: Commit, build: Wanted) -> bool:
        """Whether merging the branch as it is would make of the base what is wanted: then nobody is bothered with a push.

        A list may grow every day above and below the lines of a pull request that nobody has time for yet.
        """
        base = self.course.base
        paths = sorted({*build.files, *(document.path for document in self.course.report.documents)})
        known = self.marker.base if tip.sha == self.marker.tip else ""
        if not known:
            distance = self.hub.distance(base.commit.sha, tip.sha)
            if distance.behind or not distance.ahead:
                return False  # where the two have parted is not known, or there is nothing in the branch that the base lacks
        old = self.hub.files(self.hub.commit(known).tree, paths) if known else base.files
        sides = Sides(old, self.hub.files(tip.tree, paths), base.files)
        return makes(sides, build.files, base.blob)

    def _pushed(self, build: Wanted, tip: Commit | None) -> str:
        """The tip of the branch after everything that is wanted is in it, in at most one commit on top of what is there."""
        base = self.course.base.commit
        tree = self.hub.make_tree(base.tree, build.files)
        distance = self.hub.distance(base.sha, tip.sha) if tip else None
        if tip and distance and tip.tree == tree and distance.behind == 0 and is_ours(tip):
            return tip.sha
        message = commit_message(self._view(build), tree)
        sha = self.hub.make_commit(message, tree, parents(base, tip, distance))
        if tip:
            self.hub.move_branch(self.branch, sha)
        else:
            self.hub.create_ref(f"refs/heads/{self.branch}", sha)
        return sha

    def _told(self, build: Wanted, tip: str, built_on: str, made_of: str) -> Settled:
        view = self._view(build)
        title = pull_body.title(view)
        fixes = [change.row.fingerprint for change in build.changes]
        marker = PullMarker(
            group=self.request.group,
            title=title,
            of=made_of,
            tip=tip,
            base=built_on,
            fixes=fixes,
            about=[self.course.sight.about(change.row) for change in build.changes],
            files=sorted({named(change.row.path) for change in build.changes}),
            refused=self._refused_here(),
        )
        region = pull_body.body(view, written(marker))
        try:
            if self.pull:
                return self._edited(self.pull, build, title, region)
            made = self.hub.open_pull(self.branch, self.course.base.branch, title, region)
        except Refused as refused:
            return self._is("refused", self.pull, build, trouble=refused, branch_url=self._compare_url())
        if self.course.labels:
            self.hub.add_labels(made.number, list(self.course.labels))
        return self._is("opened", made, build)

    def _edited(self, pull: Pull, build: Wanted, title: str, region: str) -> Settled:
        new_title = title if pull.title == self.marker.title and pull.title != title else None
        body = None if is_same(pull.body, region) and pull.tip == self.marker.tip else renewed(pull.body, region)
        if new_title is None and body is None:
            return self._is("unchanged", pull, build)
        return self._is("updated" if self._edit(pull, title=new_title, body=body) else "unchanged", pull, build)

    def _edit(
        self, pull: Pull, *, title: str | None = None, body: str | None = None, state: Literal["closed"] | None = None
    ) -> bool:
        """Edits, unless a person did so since we looked: what they said counts first, in the next run."""
        now = self.hub.pull(pull.number)
        if now.state != "open" or now.body != pull.body or (title and now.title != pull.title):
            return False
        if state == "closed" and now.tip != pull.tip:
            return False
        self.hub.edit_pull(pull.number, title=title, body=body, state=state)
        return True

    def _left_alone(self, tip: Commit) -> Settled:
        """Somebody else's commits are on the branch: said once, in the pull request, and nothing else is touched."""
        pull = self.pull
        if pull is None:
            trouble = Refused(
                Cause.TAKEN,
                f"the branch {self.branch} holds commits that are not linkbot's ({tip.sha[:7]}), so it is left alone.",
                hint="Delete or rename the branch to have the pull request opened.",
            )
            return self._is("refused", None, trouble=trouble)
        if not self.marker.others:
            marker = self.marker.model_copy(update={"others": True, "tip": tip.sha})
            self._edit(pull, body=annotated(pull.body, pull_body.OTHERS, written(marker)))
        return self._is("left alone", pull, Wanted(changes=self._kept_changes()))

    def _unchanged(self, pull: Pull) -> Settled:
        return self._is("unchanged", pull, Wanted(changes=self._kept_changes()))

    def _kept_changes(self) -> tuple[Change, ...]:
        """The fixes that the pull request has, as far as the report still tells of them."""
        known = {row.fingerprint: row for row in self.course.report.findings}
        return tuple(Change(known[fix], ()) for fix in self.marker.fixes if fix in known)

    def _closed(self, reason: str, left: Sequence[Left] = ()) -> Settled:
        pull = self.pull
        if pull is None:
            return self._is("nothing", None, left=tuple(left))
        tip = self.hub.commit(pull.tip)
        if not is_ours(tip):
            return self._is("left alone", pull)
        marker = self.marker.model_copy(
            update={"closed": True, "fixes": [], "about": [], "files": [], "of": "", "refused": self._refused_here()}
        )
        region = pull_body.closing(reason, self._view(Wanted(left=tuple(left))), written(marker))
        closed = self._edit(pull, body=renewed(pull.body, region), state="closed")
        return self._is("closed" if closed else "unchanged", pull, left=tuple(left))

    def _refused_here(self) -> list[str]:
        """The refusals that this pull request remembers: those said in it or before it, in case no dashboard knows them."""
        before = [] if self.pull else [row.fingerprint for row in self.request.refused]
        here = [*self.marker.refused, *self.marker.fixes, *before]
        return [fix for fix in dict.fromkeys(here) if fix in self.course.memory]

    def _view(self, build: Wanted) -> PullView:
        course = self.course
        return PullView(
            group=self.request.group,
            place=Place(self.hub.facts.url, course.base.branch, course.base.commit.sha),
            stamp=course.stamp,
            changes=build.changes,
            left=build.left,
            waiting=self.request.waiting,
            refused=self.request.refused,
            links_checked=course.report.statistics.unique - sum(course.report.statistics.unverified.values()),
            dashboard=course.dashboard,
        )

    def _compare_url(self) -> str:
        return f"{self.hub.facts.url}/compare/{self.course.base.branch}...{self.branch}?expand=1"

    def _is(
        self,
        operation: Operation,
        pull: Pull | None,
        build: Wanted | None = None,
        *,
        left: tuple[Left, ...] = (),
        trouble: Refused | None = None,
        branch_url: str = "",
    ) -> Settled:
        build = build or Wanted(left=left)
        return Settled(
            self.request.group,
            operation,
            pull.number if pull else 0,
            pull.url if pull else "",
            branch_url,
            build.changes,
            build.left,
            build.edits,
            trouble,
        )


def _leads_elsewhere(pull: Pull, base: Base) -> Refused:
    """To build on one branch what is merged into another would bring all commits between the two along."""
    return Refused(
        Cause.OTHER,
        f"pull request {pull.number} leads into {pull.base}, but {base.branch} is the branch to mend, so it is left as it is.",
        hint=f"Let it lead into {base.branch} (Edit, beside its title), or set publish.base.",
    )
