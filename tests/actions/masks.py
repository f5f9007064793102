"""What the runner hides in logs and summaries: secrets, and what a program asked to hide."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote

HIDDEN = "***"


class Masks:
    """Texts that are written as `***`, also in the encodings that the runner knows (base64, JSON, URL)."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._pattern: re.Pattern[str] | None = None

    def add(self, value: str) -> None:
        """Hides a text from now on; of one with several lines each line too."""
        for part in (value, *re.split(r"\r\n|\r|\n", value)):
            if part.strip() and part not in self.values:
                self.values.append(part)
        forms = {form for known in self.values for form in _encodings(known)}
        self._pattern = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))) if forms else None

    def applied(self, text: str) -> str:
        """The text with all that is hidden replaced."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


def _encodings(value: str) -> list[str]:
    encoded = base64.b64encode(value.encode("utf-8")).decode("ascii").rstrip("=")
    return [value, json.dumps(value, ensure_ascii=False)[1:-1], quote(value, safe=""), *([encoded] if len(encoded) > 3 else [])]
