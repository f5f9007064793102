"""One repository on GitHub: its pull requests and issues, beside its git objects, as publishing reads and writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Literal, TypeVar

from requests.utils import parse_header_links

from linkbot.publish import shapes
from linkbot.publish.facts import Cause, Issue, Pull, Refused, RepositoryFacts, State
from linkbot.publish.git_data import DELAYS, NOT_ITS, GitData
from linkbot.publish.refused import refused
from linkbot.publish.wire import Reply
from linkbot.publish.writing import Caller

T = TypeVar("T")
Reason = Literal["completed", "not_planned", "reopened"]
"""Why an issue is closed, or that it is open again."""
_PAGE = "100"  # the most that GitHub lists at once
_PULL_PAGES = 3
_ISSUE_PAGES = 30


class Hub(GitData):
    """The repository `name` (owner/name), which `me` writes to: the login of the token, as GitHub shows it beside what it makes.

    Asks GitHub at once what the repository is called today, and goes by that name from then on. `delays` are the seconds before
    each look for something whose answer was lost. For one thread at a time; everything raises Refused, and writes Stopped.
    """

    def __init__(self, caller: Caller, name: str, me: str, *, delays: Sequence[float] = DELAYS) -> None:
        super().__init__(caller, _facts(caller, name), delays=delays)
        self.me = me

    def pulls(self, branch: str) -> tuple[Pull, ...]:
        """The pull requests from a branch of this repository, open and closed, the newest first (300 at most)."""
        pages = self._pages("/pulls", state="all", head=f"{self.facts.owner}:{branch}", sort="created", direction="desc")
        return tuple(pull for page in islice(pages, _PULL_PAGES) for pull in self._pulls(page, branch))

    def pull(self, number: int) -> Pull:
        """The pull request of that number."""
        return self._read(self._caller.read(self._path(f"/pulls/{number}")), shapes.pull)

    def issues(self, until: Callable[[Issue], bool] | None = None, *, with_pulls: bool = False) -> tuple[Issue, ...]:
        """The issues that `me` made, open and closed, the newest first; pull requests only `with_pulls`.

        With `until`, no page is read after one with an issue that it is true of. Where there are more than can be read, Refused:
        what is not seen might be made a second time.
        """
        pages = self._pages("/issues", state="all", creator=self.me, sort="created", direction="desc")
        found: list[Issue] = []
        for page in islice(pages, _ISSUE_PAGES):
            found += [issue for issue in self._issues(page) if with_pulls or not issue.is_pull]
            if until and any(until(issue) for issue in found):
                return tuple(found)
        if next(pages, None) is not None:
            raise Refused(Cause.OTHER, f"{self.me} has made more issues and pull requests here than linkbot can look through.")
        return tuple(found)

    def issue(self, number: int) -> Issue:
        """The issue of that number."""
        return self._read(self._caller.read(self._path(f"/issues/{number}")), shapes.issue)

    def open_pull(self, branch: str, base: str, title: str, body: str) -> Pull:
        """A new pull request from `branch` into `base`. Refused(TAKEN) where there is an open one already."""

        def find() -> Pull | None:
            head = f"{self.facts.owner}:{branch}"
            page = next(self._pages("/pulls", state="open", head=head, base=base))
            return next((pull for pull in self._pulls(page, branch) if pull.base == base and self._is_mine(pull)), None)

        return self._create("/pulls", {"title": title, "head": branch, "base": base, "body": body}, shapes.pull, find)

    def edit_pull(self, number: int, *, title: str | None = None, body: str | None = None, state: State | None = None) -> Pull:
        """The pull request as it is with what is given, in one request."""
        return self._edit(f"/pulls/{number}", shapes.pull, title=title, body=body, state=state)

    def open_issue(self, title: str, body: str, *, is_it: Callable[[Issue], bool] | None = None) -> Issue:
        """A new issue, once GitHub's lists show it or take too long.

        After a lost answer it is known by `is_it`, else by its title and body.
        """
        known = is_it or (lambda issue: (issue.title, issue.body) == (title, body))

        def find() -> Issue | None:
            return next((issue for issue in self.issues(known) if known(issue)), None)

        made = self._create("/issues", {"title": title, "body": body}, shapes.issue, find)
        for delay in self._delays:  # who looks for it in a list that lags would make a second one
            if any(issue.number == made.number for issue in self.issues(lambda issue: issue.number == made.number)):
                break
            self._caller.pause(delay)
        return made

    def edit_issue(
        self,
        number: int,
        *,
        title: str | None = None,
        body: str | None = None,
        state: State | None = None,
        reason: Reason | None = None,
    ) -> Issue:
        """The issue as it is with what is given, in one request."""
        return self._edit(f"/issues/{number}", shapes.issue, title=title, body=body, state=state, state_reason=reason)

    def add_labels(self, number: int, labels: Sequence[str]) -> str:
        """Labels an issue or pull request; "" where that worked, else a sentence. It is no trouble where it does not."""
        try:
            self._fine(self._change("POST", f"/issues/{number}/labels", {"labels": list(labels)}))
        except Refused as refusal:
            return f"{', '.join(labels)}: not put on #{number}: {refusal}"
        return ""

    def _edit(self, rest: str, shape: Callable[[Any], T], **given: str | None) -> T:
        body = {name: value for name, value in given.items() if value is not None}
        return self._read(self._change("PATCH", rest, body), shape)

    def _pulls(self, page: Sequence[Any], branch: str) -> list[Pull]:
        """Those from our own branch: where `head` is not understood, GitHub lists all, and a fork may use the same name."""
        here = [data for data in page if ((data["head"].get("repo") or {}).get("full_name") or "") == self.facts.full_name]
        return [pull for pull in map(shapes.pull, here) if pull.branch == branch]

    def _issues(self, page: Sequence[Any]) -> list[Issue]:
        return [issue for issue in map(shapes.issue, page) if self._is_mine(issue)]

    def _is_mine(self, item: Pull | Issue) -> bool:
        return item.author.casefold() == self.me.casefold()

    def _pages(self, rest: str, **parameters: str) -> Iterator[list[Any]]:
        reply = self._caller.read(self._path(rest), per_page=_PAGE, **parameters)
        while True:
            yield self._read(reply, self._items)
            following = _next(reply)
            if not following:
                return
            reply = self._caller.read(following)

    def _items(self, data: Any) -> list[Any]:
        """The items of a page, if it is what was asked for: PyGithub drops the query of a request that is redirected."""
        here = f"/repos/{self.facts.full_name}/".casefold()
        items = list(data)
        if any(here not in str(item["url"]).casefold() for item in items):
            raise Refused(
                Cause.OTHER,
                f"{self.facts.full_name} was renamed or moved while linkbot was at work.",
                hint="Run linkbot again: it asks for the new name first.",
            )
        return items


def _facts(caller: Caller, name: str) -> RepositoryFacts:
    reply = caller.read(f"/repos/{name}")
    try:
        if reply.is_fine:
            return shapes.repository(reply.data, name)
    except NOT_ITS as error:
        raise Refused(Cause.UNREACHABLE, f"what answered {reply.path} is not GitHub.", hint="Look at `github_url`.") from error
    raise refused(reply, name, f"https://github.com/{name}")


def _next(reply: Reply) -> str:
    """The address of the next page, "" after the last one."""
    links = parse_header_links(reply.headers["link"]) if "link" in reply.headers else []
    return next((link["url"] for link in links if link.get("rel") == "next"), "")
