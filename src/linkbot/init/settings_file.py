"""The linkbot.toml that a repository begins with: short, explained, and made for the lists that are there."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import PurePosixPath

NO_LISTS = (
    "CHANGELOG.md",
    "CHANGES.md",
    "HISTORY.md",
    "CODE_OF_CONDUCT.md",
    "LICENSE.md",
    ".github/*",
    "node_modules/*",
    "*/node_modules/*",
    "third_party/*",
    "vendor/*",
)
"""Markdown files that tell of the past, or belong to somebody else: what has rotted in them is seldom to be mended."""


def settings_text(files: Sequence[str]) -> str:
    """A linkbot.toml for a repository with these Markdown `files`; their paths are relative to its top."""
    patterns = [pattern for pattern in NO_LISTS if any(_fits(file, pattern) for file in files)]
    excluded = ", ".join(f'"{pattern}"' for pattern in patterns)
    return f"""\
# Settings of linkbot. `linkbot config show` prints every setting with its value; `linkbot rule` lists the rules.
#
# Checked are the Markdown files that git knows.

# Glob patterns of Markdown files that are not checked.
{f"exclude = [{excluded}]" if patterns else '# exclude = ["archive/*.md"]'}

# The mildest finding that fails a check: "error", "warning", "info" or "never". Unless set, it is "warning".
fail_on = "warning"

# Rules that are not wanted here, by code or name.
# ignore = ["LB503"]

# An e-mail address or URL that linkbot's requests name, so that the owner of a server can reach you.
# contact = "you@example.org"

# What `linkbot publish` offers at GitHub: "unsafe", also what is to be read first, or "safe", only what is proven to keep the
# meaning. Unless set, it is "unsafe".
# [publish]
# fixes = "safe"
"""


def _fits(file: str, pattern: str) -> bool:
    """Whether the setting `exclude` would leave `file` out because of `pattern`."""
    return fnmatch(file, pattern) or fnmatch(PurePosixPath(file).name, pattern)
