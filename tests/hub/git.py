"""The objects and refs of one repository, as git itself stores them on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pygit2
from pygit2.enums import FileMode, ObjectType, SortMode

_KINDS = {ObjectType.BLOB: "blob", ObjectType.TREE: "tree", ObjectType.COMMIT: "commit", ObjectType.TAG: "tag"}
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Person:
    """Who stands in a commit."""

    name: str
    email: str


@dataclass(frozen=True)
class TreeChange:
    """One entry of a new tree; `sha` None takes the path away."""

    path: str
    mode: int
    sha: str | None


class Git:
    """A bare repository at `folder`, readable by git. SHAs are 40 hexadecimal digits; refs are named in full."""

    def __init__(self, folder: Path, borrows_from: Path | None = None) -> None:
        self.folder = folder
        pygit2.init_repository(str(folder), bare=True, initial_head="main")
        if borrows_from:
            (folder / "objects/info/alternates").write_text(f"{borrows_from / 'objects'}\n")
        self.objects = pygit2.Repository(str(folder))

    def close(self) -> None:
        self.objects.free()

    # refs

    def ref(self, name: str) -> str | None:
        """What a ref points to."""
        found = self.objects.references.get(name) if pygit2.reference_is_valid_name(name) else None
        return str(found.target) if found else None

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """All refs that start with `prefix`, in order."""
        found = self.objects.references
        return {name: str(found[name].target) for name in sorted(found) if name.startswith(prefix)}

    def set_ref(self, name: str, sha: str) -> None:
        self.objects.references.create(name, pygit2.Oid(hex=sha), force=True)

    def delete_ref(self, name: str) -> None:
        self.objects.references.delete(name)

    # objects

    def kind(self, sha: str) -> str | None:
        """blob, tree, commit or tag; None where there is no such object."""
        found = self.objects.get(sha) if _is_sha(sha) else None
        return _KINDS[found.type] if found is not None else None

    def write_blob(self, data: bytes) -> str:
        return str(self.objects.create_blob(data))

    def blob(self, sha: str) -> bytes:
        found = self.objects[sha]
        assert isinstance(found, pygit2.Blob)
        return found.data

    def tree(self, sha: str) -> pygit2.Tree:
        """The tree that a tree, a commit or a tag stands for."""
        return self.objects[sha].peel(pygit2.Tree)

    def commit(self, sha: str) -> pygit2.Commit:
        return self.objects[sha].peel(pygit2.Commit)

    def write_tree(self, base: str | None, changes: Iterable[TreeChange]) -> str:
        """The tree `base` with the changes made."""
        index = pygit2.Index()
        if base:
            index.read_tree(self.tree(base))
        for change in changes:
            if change.sha is None:
                index.remove_all([change.path])
            elif change.mode == FileMode.TREE:
                for path, entry in self.walk(self.tree(change.sha)):
                    if entry.filemode != FileMode.TREE:
                        index.add(pygit2.IndexEntry(f"{change.path}/{path}", entry.id, entry.filemode))
            else:
                index.add(pygit2.IndexEntry(change.path, pygit2.Oid(hex=change.sha), FileMode(change.mode)))
        return str(index.write_tree(self.objects))

    def write_commit(
        self, message: str, tree: str, parents: Sequence[str], author: Person, committer: Person, dates: tuple[datetime, datetime]
    ) -> str:
        """A commit; `dates` are those of the author and of the committer."""
        wrote, committed = (
            pygit2.Signature(person.name, person.email, int(date.timestamp()), _offset(date))
            for person, date in zip((author, committer), dates, strict=True)
        )
        return str(self.objects.create_commit(None, wrote, committed, message, tree, list(parents)))

    def walk(self, tree: pygit2.Tree, prefix: str = "") -> Iterator[tuple[str, pygit2.Object]]:
        """Everything in a tree, folders before what is in them."""
        for entry in tree:
            path = f"{prefix}{entry.name}"
            yield path, entry
            if isinstance(entry, pygit2.Tree):
                yield from self.walk(entry, f"{path}/")

    def files(self, sha: str) -> dict[str, bytes]:
        """The bytes of every file under a commit or a tree."""
        return {path: entry.data for path, entry in self.walk(self.tree(sha)) if isinstance(entry, pygit2.Blob)}

    def put(self, base: str | None, files: Mapping[str, bytes | None], modes: Mapping[str, int] | None = None) -> str:
        """The tree `base` with files written, or (None) taken away; a mode that is not given stays as it was."""
        old = {path: entry.filemode for path, entry in self.walk(self.tree(base))} if base else {}
        changes = [
            TreeChange(
                path,
                (modes or {}).get(path, int(old.get(path, FileMode.BLOB))),
                None if data is None else self.write_blob(data),
            )
            for path, data in files.items()
        ]
        return self.write_tree(base, changes)

    # history

    def commits(self, since: str | None, until: str) -> list[str]:
        """What `until` has and `since` has not, the oldest first."""
        walker = self.objects.walk(pygit2.Oid(hex=until), SortMode.TOPOLOGICAL | SortMode.REVERSE)
        if since:
            walker.hide(pygit2.Oid(hex=since))
        return [str(commit.id) for commit in walker]

    def merge_base(self, ours: str, theirs: str) -> str | None:
        base = self.objects.merge_base(ours, theirs)
        return str(base) if base else None

    def is_ancestor(self, sha: str, of: str) -> bool:
        """Whether `of` has `sha` in its history, itself included."""
        return sha == of or self.objects.descendant_of(of, sha)

    def merged_tree(self, ours: str, theirs: str) -> str | None:
        """The tree of a merge of two commits; None where they conflict."""
        index = self.objects.merge_commits(self.commit(ours), self.commit(theirs))
        return None if index.conflicts else str(index.write_tree(self.objects))


def _is_sha(text: str) -> bool:
    return len(text) == 40 and _HEX.issuperset(text)


def _offset(date: datetime) -> int:
    """Minutes east of UTC."""
    lapse = (date if date.tzinfo else date.replace(tzinfo=UTC)).utcoffset()
    return int(lapse.total_seconds() // 60) if lapse else 0
