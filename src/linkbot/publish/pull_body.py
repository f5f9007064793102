"""The title and the text of a pull request, made to be reviewed in a minute."""

from __future__ import annotations

from collections.abc import Iterator

from linkbot.model.finding import Applicability
from linkbot.publish.changes import blob_of, change_row, finding_line, mark, offer
from linkbot.publish.fit import LIMIT, MOST, units
from linkbot.publish.marker import BEGIN, STAMP
from linkbot.publish.views import Change, Left, PullView
from linkbot.report.neutral import is_tame, plain
from linkbot.report.room import Row, Section, rendered
from linkbot.report.words import counted

OTHERS = (
    "> [!NOTE]\n"
    "> This branch holds commits that linkbot did not make, so linkbot leaves it alone. What stands below may be out of date.\n"
    "\n"
    "- [ ] let linkbot go on here: your commits stay, and its changes come on top of them <!-- lb:cmd:rebuild -->"
)
"""What is said, once, of a branch that somebody else has pushed to."""
_NOUNS = {"links": ("link", "links"), "repositories": ("repository link", "repository links"), "metadata": ("entry", "entries")}
_LONGEST_NAME = 60
_NAMED = 20
_HOW = """\
**You decide.** Untick a line, and the next run takes it out and never offers it again; merge after that run, because a merge \
takes the branch as it is. Close this pull request to refuse all of it. Push to its branch, and linkbot stops touching it.

**To undo:** *Revert* takes a merge back. Reopening this pull request takes the refusal of its lines back.

If GitHub reports a conflict, leave it: the next run builds this pull request on what is there then.

If a GitHub Action opened this, its checks start once somebody has pressed *Approve workflows to run*.
"""


def title(view: PullView) -> str:
    """`Fix 3 links in README.md`: what and where, without a word of any list."""
    paths = {change.row.path for change in view.changes}
    path = next(iter(paths), "")
    where = path if len(paths) == 1 and len(path) <= _LONGEST_NAME and is_tame(path) else counted(len(paths), "file")
    return f"Fix {_things(view)} in {where}"


def body(view: PullView, marker: str) -> str:
    """Our region of the pull request's text, which ends with `marker`; at most LIMIT units with it."""
    head = f"{BEGIN}\n{_head(view)}\n\n"
    foot = f"{_HOW}\n{_stamp(view)}\n\n{marker}"
    room = LIMIT - units(head) - units(foot)
    beside = [_left(view), _refused(view)]
    changes = rendered(list(_changes(view)), room - units(rendered(beside, 0, units)), units)
    return head + changes + rendered(beside, room - units(changes), units) + foot


def closing(reason: str, view: PullView, marker: str) -> str:
    """Our region of a pull request that linkbot closes, and why."""
    head = f"{BEGIN}\n**Closed by linkbot.** {plain(reason)} If there is something to mend again, a new pull request says so.\n\n"
    foot = f"{_stamp(view)}\n\n{marker}"
    return head + rendered([_left(view), _refused(view)], LIMIT - units(head) - units(foot), units) + foot


def things(group: str, number: int) -> str:
    """So many changes of a group, in words."""
    return counted(number, *_NOUNS.get(group, ("mistake", "mistakes")))


def _things(view: PullView) -> str:
    return things(view.group, len(view.changes))


def _head(view: PullView) -> str:
    files = counted(len({change.row.path for change in view.changes}), "file")
    safe = sum(map(_is_safe, view.changes))
    look = len(view.changes) - safe
    are = "is" if len(view.changes) == 1 else "are"
    lines = [f"**{_things(view)} {are} fixed in {files}; nothing else changes.** {_sure(safe, look)} Each line has its proof."]
    if view.waiting:
        lines.append(f"{counted(view.waiting, 'more fix', 'more fixes')} will follow when this is merged.")
    if view.dashboard:
        lines.append(f"What only a person can decide stands in [the dashboard]({view.dashboard}).")
    return "\n".join(lines)


def _sure(safe: int, look: int) -> str:
    if not look:
        return "All of it is certain."
    return f"{safe:,} certain, {look:,} to be looked at." if safe else "Please look at it."


def _changes(view: PullView) -> Iterator[Section]:
    blob = blob_of(view.place)
    elsewhere = ", which the changed files show"
    for heading, note, is_safe in (
        ("Certain", "Each is proven to keep the meaning.", True),
        ("Please look", "Each is right as far as the sources tell; what was meant, you know better.", False),
    ):
        changes = [change for change in view.changes if _is_safe(change) == is_safe]
        rows = [change_row(change, blob) for change in changes[:MOST]]
        yield Section(heading, rows, note, elsewhere=elsewhere, beyond=len(changes) - len(rows))


def _left(view: PullView) -> Section:
    """What could have been in here and is not, by reason."""
    blob = blob_of(view.place)
    reasons: dict[str, list[Left]] = {}
    for left in view.left:
        reasons.setdefault(left.reason, []).append(left)
    rows = [Row(f"- {plain(reason)}: {len(each):,}", tuple(_named(each, blob))) for reason, each in reasons.items()]
    return Section("Not changed", rows, "These fixes were left out.", is_folded=True, number=len(view.left))


def _named(left: list[Left], blob: str) -> Iterator[str]:
    yield from (f"- {finding_line(each.row, blob)}" for each in left[:_NAMED])
    if (more := len(left) - _NAMED) > 0:
        yield f"- and {more:,} more"


def _refused(view: PullView) -> Section:
    blob = blob_of(view.place)
    rows = [Row(f"- [ ] {finding_line(row, blob, offer(row))} {mark(row, undo=True)}") for row in view.refused[:MOST]]
    beyond = len(view.refused) - len(rows)
    return Section("Refused before", rows, "Tick a line to have it offered again.", is_folded=True, beyond=beyond)


def _stamp(view: PullView) -> str:
    """The line that changes from night to night."""
    stamp = view.stamp
    run = f" · [log of the run]({stamp.run_url})" if stamp.run_url else ""
    checked = counted(view.links_checked, "link")
    return f"<sub>{checked} checked on {stamp.day:%Y-%m-%d} by linkbot {stamp.linkbot}{run}</sub> {STAMP}"


def _is_safe(change: Change) -> bool:
    return change.row.fix is not None and change.row.fix.applicability is Applicability.SAFE
