"""What the paths look like that a template of GitHub's OpenAPI description stands for."""

from __future__ import annotations

import re

# parts of a path that may hold slashes themselves
_LONG = ("ref", "basehead", "branch", "dir")


def pattern(template: str) -> re.Pattern[str]:
    """What the paths of a template look like; a path in a repository may be left out."""
    if template.endswith("/{path}"):
        return re.compile(f"{pattern(template.removesuffix('/{path}')).pattern}(?:/(?P<path>.*))?")
    parts = re.split(r"\{(\w+)\}", template)
    named = [f"(?P<{name}>.+)" if name in _LONG else f"(?P<{name}>[^/]+)" for name in parts[1::2]]
    return re.compile("".join(f"{re.escape(text)}{group}" for text, group in zip(parts[::2], [*named, ""], strict=True)))
