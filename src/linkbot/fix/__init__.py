"""Findings -> mended bytes: choose the fixes, apply them in one pass, parse again, believe nothing that cannot be verified."""

from linkbot.fix.choose import Accept, Reason, by_applicability
from linkbot.fix.mend import Held, Mended, mend

__all__ = ["Accept", "Held", "Mended", "Reason", "by_applicability", "mend"]
