"""Stand-ins for the remote actions that our workflows use: they do what GitHub's own do, in folders instead of services."""

from __future__ import annotations

from tests.actions.calls import StandIn
from tests.actions.stand_ins.artifacts import download_artifact, upload_artifact
from tests.actions.stand_ins.caches import cache, restore_cache, save_cache
from tests.actions.stand_ins.checkout import checkout
from tests.actions.stand_ins.python import setup_python

STAND_INS: dict[str, StandIn] = {
    "actions/cache": cache,
    "actions/cache/restore": restore_cache,
    "actions/cache/save": save_cache,
    "actions/checkout": checkout,
    "actions/download-artifact": download_artifact,
    "actions/setup-python": setup_python(),
    "actions/upload-artifact": upload_artifact,
}
"""By what `uses:` names before the `@`."""
