"""The message of a commit that linkbot makes: what and how much, without a word of any list."""

from __future__ import annotations

from collections import Counter

from linkbot.publish.commits import trailer
from linkbot.publish.pull_body import title
from linkbot.publish.views import PullView
from linkbot.report.proof import code_of, name_of

_HOW = """\
Only the edits that the pull request lists have changed anything: the files
were parsed and rendered again. The pull request has the proof of each."""


def commit_message(view: PullView, tree: str) -> str:
    """The message of a commit of the changes in `view` whose tree is `tree`: it has no mention, number or address in it."""
    counts = Counter((code_of(change.row), name_of(change.row)) for change in view.changes)
    rules = [f"{' '.join(filter(None, rule)) or 'other'}: {number:,}" for rule, number in sorted(counts.items())]
    return "\n".join([title(view), "", *rules, "", _HOW, "", trailer(tree), ""])
