"""The issues, pull requests and labels of one repository, and what is noted of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from tests.hub import refusals
from tests.hub.accounts import Account, Role
from tests.hub.items import Comment, Event, Item, Label, Rule
from tests.hub.refusals import RefusedError

if TYPE_CHECKING:
    from tests.hub.stored import Stored


@dataclass(frozen=True)
class Surroundings:
    """What a repository needs of its hub: the time, numbers for new things, a place on disk, people, and one at a time."""

    now: Callable[[], datetime]
    ids: count[int]
    folder: Path
    account: Callable[[str], Account]
    said: Callable[[str, str, str, str], None]
    renamed: Callable[[], None]
    lock: RLock


@dataclass
class Settings:
    """What an owner can switch, and how large a tree, how late a list may be: the first `list_lag` lists lack what is new."""

    issues: bool = True
    archived: bool = False
    private: bool = False
    default_branch: str = "main"
    actions_may_open_pulls: bool = True
    sso: bool = False
    disabled: bool = False
    tree_limit: int = 100_000
    list_lag: int = 0
    rules: list[Rule] = field(default_factory=list)
    roles: dict[str, Role] = field(default_factory=dict)


class Tracker:
    """What is said about a repository; who may say it is asked elsewhere."""

    def __init__(self, full_name: str, around: Surroundings, settings: Settings) -> None:
        self.full_name = full_name
        self.around = around
        self.settings = settings
        self.items: dict[int, Item] = {}
        self.labels: dict[str, Label] = {}

    def edit_item(self, item: Item, by: str, **changes: str | None) -> None:
        """Changes the title or the body; what stays as it was is no change."""
        for name, value in changes.items():
            old = getattr(item, name)
            if value == old:
                continue
            setattr(item, name, value)
            item.updated = self.around.now()
            self.around.said(self.full_name, f"#{item.number} {name}", value or "", by)
            if name == "title":
                self.happened(item, "renamed", by, rename={"from": old, "to": value})

    def listed(self) -> list[Item]:
        """What a list shows now."""
        shown = [item for item in self.items.values() if not item.unlisted]
        for item in self.items.values():
            item.unlisted = max(0, item.unlisted - 1)
        return shown

    def pulls_between(self, head_repository: Stored, head: str, base: str) -> Iterator[Item]:
        """Open pull requests from one branch to another: GitHub allows no two."""
        for item in self.items.values():
            pull = item.pull
            if item.state == "open" and pull and (pull.head_repository, pull.head, pull.base) == (head_repository, head, base):
                yield item

    def add_comment(self, item: Item, body: str, by: str) -> Comment:
        now = self.around.now()
        comment = Comment(next(self.around.ids), by, body, now, now)
        item.comments.append(comment)
        item.updated = now
        self.around.said(self.full_name, f"#{item.number} comment", body, by)
        return comment

    def label(self, name: str) -> Label:
        """The label of that name, made where there is none."""
        key = name.lower()
        if key not in self.labels:
            self.labels[key] = Label(next(self.around.ids), name)
        return self.labels[key]

    def set_labels(self, item: Item, names: list[str], by: str) -> None:
        wanted = list(dict.fromkeys(self.label(name).name for name in names))
        for name in wanted:
            if name not in item.labels:
                self.happened(item, "labeled", by, label={"name": name, "color": self.label(name).color})
        for name in item.labels:
            if name not in wanted:
                self.happened(item, "unlabeled", by, label={"name": name, "color": self.label(name).color})
        item.labels = wanted

    def happened(self, item: Item, event: str, by: str, commit: str | None = None, **more: Any) -> None:
        item.events.append(Event(next(self.around.ids), event, by, self.around.now(), commit, more))

    def item(self, number: str, *, pull: bool = False) -> Item:
        """An issue or a pull request. Raises RefusedError where there is none."""
        found = self.items.get(int(number)) if number.isdigit() else None
        if found is None or (pull and found.pull is None):
            raise refusals.not_found()
        if found.pull is None and not self.settings.issues:
            raise RefusedError(410, refusals.ISSUES_DISABLED)
        return found
