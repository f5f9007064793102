"""Stands in for actions/cache, /restore and /save: a cache is a folder that is never changed once it is there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.actions.calls import ActionError, Call
from tests.actions.globs import files, patterns
from tests.actions.values import to_text

_RESTORE = ("path", "key", "restore-keys", "enableCrossOsArchive", "fail-on-cache-miss", "lookup-only")
_SAVE = ("path", "key", "upload-chunk-size", "enableCrossOsArchive")


def restore_cache(call: Call) -> None:
    """Brings back the cache of the key, or the newest that a restore key begins."""
    call.accept_only(*_RESTORE)
    _restored(call)


def save_cache(call: Call) -> None:
    """Keeps the files under the key, unless the key is taken: then it warns, and keeps what it has."""
    call.accept_only(*_SAVE)
    if not _saved(call):
        call.listener.warning("Cache save failed.")


def cache(call: Call) -> None:
    """Restores now, and saves when the job ends in success and the key was not there."""
    call.accept_only(*_RESTORE, "upload-chunk-size", "save-always")
    if _restored(call) != call.read("key"):
        call.at_end("success()", lambda: _saved(call))


def _restored(call: Call) -> str | None:
    key = _required(call, "key")
    call.answer("cache-primary-key", key)
    found = _find(call, key, [line.strip() for line in call.read("restore-keys").splitlines() if line.strip()])
    if found is None:
        if call.read_flag("fail-on-cache-miss", default=False):
            raise ActionError(f"Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: {key}")
        call.log(f"Cache not found for input keys: {key}")
        return None
    matched = _entry(found)
    call.answer("cache-hit", str(matched["key"] == key).lower())
    call.answer("cache-matched-key", matched["key"])
    if not call.read_flag("lookup-only", default=False):
        for number, path in enumerate(matched["files"]):
            target = call.machine.workspace / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(found / str(number), target, follow_symlinks=False)
    call.log(f"Cache restored from key: {matched['key']}")
    return str(matched["key"])


def _find(call: Call, key: str, restore_keys: list[str]) -> Path | None:
    """First in the branch's own caches, then in those that it may read: the exact key, then the newest whose key begins with the
    key or with a restore key."""
    for scope in _scopes(call):
        entries = [(_entry(folder), folder) for folder in _scope_folder(call, scope).glob("*/")]
        entries = [(entry, folder) for entry, folder in entries if entry["version"] == _version(call)]
        for prefix, exact in ((key, True), (key, False), *((each, False) for each in restore_keys)):
            found = [
                (entry["number"], folder)
                for entry, folder in entries
                if (entry["key"] == prefix if exact else entry["key"].startswith(prefix))
            ]
            if found:
                return max(found)[1]
    return None


def _entry(folder: Path) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads((folder / "entry.json").read_text(encoding="utf-8"))
    return entry


def _saved(call: Call) -> bool:
    key = _required(call, "key")
    scope = _scope_folder(call, call.about("ref"))
    folder = scope / hashlib.sha256(f"{key}\n{_version(call)}".encode()).hexdigest()
    if folder.exists():
        call.log(f"Failed to save: Unable to reserve cache with key {key}, another job may be creating this cache.")
        return False
    found = files(patterns(_required(call, "path"), call.machine.workspace, Path(call.environment["HOME"])))
    if not found:
        call.log("[warning]Path Validation Error: Path(s) specified in the action for caching do(es) not exist")
        return False
    folder.mkdir(parents=True)
    for number, path in enumerate(found):
        shutil.copy2(path, folder / str(number), follow_symlinks=False)
    entry = {
        "key": key,
        "version": _version(call),
        "number": len(list(call.stores.glob("caches/*/*/"))),
        # Relative to the workspace, as tar keeps them: the next machine has another one.
        "files": [os.path.relpath(path, call.machine.workspace) for path in found],
    }
    (folder / "entry.json").write_text(json.dumps(entry), encoding="utf-8")
    call.log(f"Cache saved with key: {key}")
    return True


def _scopes(call: Call) -> list[str]:
    """The branches whose caches a run may read: its own, that of its pull request's base, the default one."""
    event = call.github.get("event")
    repository = event.get("repository") if isinstance(event, Mapping) else None
    default = to_text(repository.get("default_branch")) if isinstance(repository, Mapping) else ""
    base = call.about("base_ref")
    scopes = [call.about("ref"), *([f"refs/heads/{base}"] if base else []), f"refs/heads/{default or 'main'}"]
    return list(dict.fromkeys(scopes))


def _version(call: Call) -> str:
    """Caches of other paths have another version, and are not found. Hosted machines have their folders in the same place."""
    paths = [line.strip().replace(str(call.machine.folder), "") for line in call.read("path").splitlines() if line.strip()]
    return hashlib.sha256("|".join(paths).encode()).hexdigest()


def _scope_folder(call: Call, scope: str) -> Path:
    return call.stores / "caches" / quote(scope, safe="")


def _required(call: Call, name: str) -> str:
    value = call.read(name)
    if not value:
        raise ActionError(f"Input required and not supplied: {name}")
    return value
