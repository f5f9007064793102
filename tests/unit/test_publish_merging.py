"""What a merge would make of a file, compared with git's own."""

from __future__ import annotations

from tempfile import TemporaryDirectory

import pygit2
import pygit2.enums
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkbot.publish.merging import merged

OLD = b"one\ntwo\nthree\nfour\nfive\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        (b"ONE\ntwo\nthree\nfour\nfive\n", b"one\ntwo\nthree\nfour\nFIVE\n", b"ONE\ntwo\nthree\nfour\nFIVE\n"),
        (b"one\nthree\nfour\nfive\n", b"zero\none\ntwo\nthree\nfour\nfive\n", b"zero\none\nthree\nfour\nfive\n"),
        (b"one\ntwo\nthree\nfive\n", b"zero\none\ntwo\nthree\nfour\nfive\n", b"zero\none\ntwo\nthree\nfive\n"),
        (b"one\nTWO\nthree\nfour\nfive\n", b"one\ntwo\nTHREE\nfour\nfive\n", None),
        (OLD, b"new", b"new"),
        (b"ONE\ntwo\nthree\nfour\nfive", OLD, b"ONE\ntwo\nthree\nfour\nfive"),
    ],
)
def test_changes_that_stand_apart_go_together(ours: bytes, theirs: bytes, both: bytes | None) -> None:
    assert merged(OLD, ours, theirs) == both


LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"d\n", b"e\r\n"]), min_size=0, max_size=8, unique=True).map(b"".join)


@given(LINES, LINES, LINES)
def test_where_it_says_anything_it_is_what_git_says(old: bytes, ours: bytes, theirs: bytes) -> None:
    found = merged(old, ours, theirs)

    assert found is None or found == _git(old, ours, theirs)


def _git(old: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """What libgit2 makes of the three versions, None for a conflict."""
    with TemporaryDirectory() as folder:
        git = pygit2.init_repository(folder, bare=True)
        trees = []
        for data in (old, ours, theirs):
            builder = git.TreeBuilder()
            builder.insert("file", git.create_blob(data), pygit2.enums.FileMode.BLOB)
            trees.append(builder.write())
        index = git.merge_trees(*trees)
        return None if index.conflicts else git[index["file"].id].data
