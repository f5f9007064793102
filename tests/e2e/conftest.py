"""A site and a folder for the tests that run the real command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.running import Folder, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site().running() as site:
        yield site


@pytest.fixture
def place(tmp_path: Path, site: Site) -> Iterator[Folder]:
    """A folder of its own for the command, its list and its store."""
    path = tmp_path / "place"
    path.mkdir()
    folder = Folder(path, site)
    yield folder
    folder.end()
