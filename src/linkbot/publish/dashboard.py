"""The one issue that tells what only a person can decide: made once, edited only when it changes, closed when it is empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from linkbot.publish import dashboard_body
from linkbot.publish.claim import claim
from linkbot.publish.facts import Cause, Commit, Issue, Refused, State
from linkbot.publish.marker import Boxes, DashboardMarker, boxes, is_same, read, renewed, written
from linkbot.publish.views import DashboardView

if TYPE_CHECKING:
    from linkbot.publish.repository import Hub

Operation = Literal["opened", "updated", "reopened", "closed", "unchanged", "stays closed", "nothing", "refused"]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the dashboard; `is_read` says whether a person can read there what the view tells."""

    operation: Operation
    number: int = 0
    url: str = ""
    trouble: Refused | None = field(default=None, compare=False)

    @property
    def is_read(self) -> bool:
        """Whether what there was to tell stands in an open issue, or there was nothing."""
        return self.operation not in ("stays closed", "refused")


def find(issues: Sequence[Issue], me: str) -> tuple[Issue | None, tuple[Issue, ...]]:
    """The dashboard among our issues, and open ones that are one too many.

    The oldest open one counts; where none is open, the one closed last. One whose marker a person has deleted is known by its
    title, where there is no other.
    """
    mine = sorted((issue for issue in issues if issue.author == me), key=lambda issue: issue.number)
    marked = [(issue, marker) for issue in mine if (marker := read(issue.body, DashboardMarker))]
    ours = [issue for issue, marker in marked if not marker.surplus]
    if not ours:
        ours = [issue for issue in mine if issue.title == dashboard_body.TITLE and read(issue.body, DashboardMarker) is None]
    opened = [issue for issue in ours if issue.state == "open"]
    if opened:
        return opened[0], tuple(opened[1:])
    return (ours[-1] if ours else None), ()


def known(issue: Issue | None, surplus: Sequence[Issue]) -> tuple[DashboardMarker, Boxes]:
    """What the dashboard knows and what was ticked in it, with what was refused and ticked in those that are one too many."""
    told = [each for each in (issue, *surplus) if each]
    markers = [read(each.body, DashboardMarker) or DashboardMarker() for each in told] or [DashboardMarker()]
    said = [boxes(each.body) for each in told]
    refused = dict.fromkeys(fix for marker in markers for fix in marker.refused)
    ticked = frozenset(name for each in said for name in each.ticked)
    unticked = frozenset(name for each in said for name in each.unticked) - ticked
    if issue and issue.state == "closed" and not markers[0].closed:  # it is never written again: what pull requests say is newer
        refused |= dict.fromkeys(name for name in sorted(ticked) if ":" not in name)
        refused = {fix: None for fix in refused if f"undo:{fix}" not in ticked}
        ticked = unticked = frozenset()
    return markers[0].model_copy(update={"refused": list(refused)}), Boxes(ticked, unticked)


def tell(
    hub: Hub, issue: Issue | None, view: DashboardView, marker: DashboardMarker, base: Commit | None, labels: Sequence[str]
) -> Told:
    """Makes the dashboard `issue` (None: there is none yet) tell `view` and remember `marker`.

    One that a person closed stays as it is. Raises nothing: what GitHub refuses is in what is returned.
    """
    try:
        if issue is None:
            return _opened(hub, view, marker, base, labels)
        return _renewed(hub, issue, view, marker)
    except Refused as refused:
        return Told("refused", issue.number if issue else 0, issue.url if issue else "", refused)


def close_surplus(hub: Hub, surplus: Sequence[Issue], kept: Issue) -> None:
    """Closes dashboards beside the one that is kept: two runs made them, or somebody opened an old one again."""
    for issue in surplus:
        marker = (read(issue.body, DashboardMarker) or DashboardMarker()).model_copy(update={"closed": True, "surplus": True})
        region = dashboard_body.closing(f"This is a copy; the dashboard is {kept.url}", written(marker))
        hub.edit_issue(issue.number, body=renewed(issue.body, region), state="closed", reason="not_planned")


def _opened(hub: Hub, view: DashboardView, marker: DashboardMarker, base: Commit | None, labels: Sequence[str]) -> Told:
    if dashboard_body.is_empty(view):
        return Told("nothing")
    with _claimed(hub, base):
        again, _ = find(hub.issues(), hub.me)
        if again:
            return _renewed(hub, again, view, marker)
        made = hub.open_issue(dashboard_body.TITLE, dashboard_body.body(view, written(marker)))
    if labels:
        hub.add_labels(made.number, list(labels))
    return Told("opened", made.number, made.url)


@contextmanager
def _claimed(hub: Hub, base: Commit | None) -> Iterator[None]:
    """The claim to the dashboard, where the token may make one: a token for issues alone must do without."""
    with ExitStack() as stack:
        if base:
            try:
                stack.enter_context(claim(hub, "dashboard", base))
            except Refused as refused:
                if refused.cause not in (Cause.READ_ONLY, Cause.RULES):
                    raise
        yield


def _renewed(hub: Hub, issue: Issue, view: DashboardView, marker: DashboardMarker) -> Told:
    before = read(issue.body, DashboardMarker) or DashboardMarker()
    if issue.state == "closed" and not before.closed:
        return Told("stays closed", issue.number, issue.url)
    is_empty = dashboard_body.is_empty(view)
    marker = marker.model_copy(update={"closed": is_empty})
    region = (
        dashboard_body.closing("Everything that linkbot had to say here is done.", written(marker), view)
        if is_empty
        else dashboard_body.body(view, written(marker))
    )
    state: State = "closed" if is_empty else "open"
    if is_same(issue.body, region) and issue.state == state:
        return Told("unchanged" if not is_empty else "nothing", issue.number, issue.url)
    now = hub.issue(issue.number)
    if now.body != issue.body or now.state != issue.state:
        return Told("unchanged", issue.number, issue.url)  # a person was faster: the next run hears them
    hub.edit_issue(
        issue.number,
        body=renewed(issue.body, region),
        state=state if issue.state != state else None,
        reason="completed" if is_empty and issue.state == "open" else None,
    )
    operation: Operation = "updated" if issue.state == state else "closed" if is_empty else "reopened"
    return Told(operation, issue.number, issue.url)
