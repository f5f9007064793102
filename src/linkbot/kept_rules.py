"""Where the rules lie, and a copy of them as JSON in the user's cache folder.

To read them from YAML takes a quarter of a second, from JSON a hundredth. Whatever goes wrong here costs that time and nothing
else: the YAML is what counts.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from linkbot import __version__
from linkbot.errors import RulebookError
from linkbot.stamp import files_below, stamp

KEPT = 8
"""How many rulebooks are kept: one for each place that rules are read from."""
_PAIRS = "\0pairs"


def built_in_folder() -> Path:
    """Where rules/ lies: inside the installed package, or at the top of the checkout of an editable install."""
    packaged = Path(__file__).parent / "_rules"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules"


def folders_of(overlay: Path | None) -> list[Path]:
    """The folders that rules come from, the built-in ones first. Raises RulebookError for an overlay that is not there."""
    if overlay and not overlay.is_dir():
        raise RulebookError(f"{overlay}: no such folder", hint="rules_dir names a folder laid out like linkbot's own rules/")
    return [built_in_folder(), *([overlay] if overlay else [])]


def rules_stamp(overlay: Path | None = None) -> str:
    """What changes with any file of the rules, and with linkbot's version."""
    return f"{__version__} {stamp(path for folder in folders_of(overlay) for path in files_below(folder, '.yaml'))}"


def recall(folders: list[Path], origin: str) -> dict[str, Any] | None:
    """What was kept for `folders`, None where nothing was or where it was made from other files than `origin` tells of."""
    file = _file(folders)
    try:
        kept = json.loads(file.read_bytes(), object_hook=_with_numbers) if file else None
    except (OSError, ValueError, RecursionError, TypeError):
        return None
    return kept.get("rulebook") if isinstance(kept, dict) and kept.get("origin") == origin else None


def keep(folders: list[Path], origin: str, rulebook: dict[str, Any]) -> None:
    """Keeps plain data for `recall`; what JSON cannot hold (a date that YAML understood as one) is not kept."""
    file = _file(folders)
    if not file:
        return
    part = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError, TypeError):
        text = json.dumps(_without_numbers({"origin": origin, "rulebook": rulebook}))
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(file)
        for old in sorted(file.parent.glob("rules-*"), key=lambda path: path.stat().st_mtime_ns)[:-KEPT]:
            old.unlink()


def _file(folders: list[Path]) -> Path | None:
    """Where the rules of `folders` are kept; None on a machine where nobody has a home."""
    cache = user_cache_path("linkbot")
    name = sha256("\0".join(str(folder.absolute()) for folder in folders).encode(errors="surrogatepass")).hexdigest()[:16]
    return cache / f"rules-{name}.json" if cache.is_absolute() else None


def _without_numbers(value: Any) -> Any:
    """`value` without keys that are no text, which JSON does not know: `{429: ...}` as pairs."""
    match value:
        case dict() if all(isinstance(key, str) for key in value):
            return {key: _without_numbers(item) for key, item in value.items()}
        case dict():
            return {_PAIRS: [[key, _without_numbers(item)] for key, item in value.items()]}
        case list() | tuple():
            return [_without_numbers(item) for item in value]
        case _:
            return value


def _with_numbers(value: dict[str, Any]) -> dict[Any, Any]:
    return dict(value[_PAIRS]) if _PAIRS in value else value
