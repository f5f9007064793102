"""The entries of lists as JSON: an array of the same objects that a report holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from linkbot.report.json import escaped, redacted_data

if TYPE_CHECKING:
    from linkbot.model.report import EntryRow


def render(rows: Sequence[EntryRow]) -> str:
    """All that is known of each entry, in the order of the lists."""
    from linkbot.model.report import ENTRIES  # `linkbot --help` starts without the model

    return escaped(json.dumps(redacted_data(ENTRIES.dump_python(list(rows), mode="json")), indent=2, ensure_ascii=False)) + "\n"
