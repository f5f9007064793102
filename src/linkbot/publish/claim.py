"""The right to create a thing that GitHub would create twice: a ref, because GitHub creates each ref only once.

A claim is a ref of its own (`refs/linkbot/claim/dashboard-1`) on a commit that was made for it, whose date says how old it is.
One that its owner did not give back, because it was killed, is taken over by the next number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from secrets import token_hex
from typing import TYPE_CHECKING

from linkbot.publish.facts import Cause, Refused

if TYPE_CHECKING:
    from linkbot.publish.facts import Commit
    from linkbot.publish.repository import Hub

STALE = timedelta(minutes=15)
"""How old a claim must be to be taken over: much longer than any run that is alive holds one."""
_NUMBERED = re.compile(r"-(\d{1,9})$")


@contextmanager
def claim(hub: Hub, name: str, base: Commit) -> Iterator[None]:
    """Holds the claim `name`. Raises Refused(TAKEN) where another run holds it.

    What is to be created must be looked for again inside: the last owner may have just made it.
    """
    prefix = f"linkbot/claim/{name}"
    held = {int(match[1]): (ref, sha) for ref, sha in hub.refs(prefix).items() if (match := _NUMBERED.search(ref))}
    last = max(held, default=0)
    if held and hub.server_time - hub.commit(held[last][1]).committed_at < STALE:
        raise _taken(name)
    # Two runs would make one commit of the same words in the same second, and each take the ref for its own.
    commit = hub.make_commit(f"linkbot: claim to create the {name} ({token_hex(8)})\n", base.tree, (base.sha,))
    own = f"refs/{prefix}-{last + 1}"
    try:
        hub.create_ref(own, commit)
    except Refused as refused:
        raise (_taken(name) if refused.cause is Cause.TAKEN else refused) from refused
    try:
        yield
    finally:
        for ref in [*(ref for ref, _ in held.values()), own]:
            with suppress(Refused):  # it is taken over when its time has come
                hub.delete_ref(ref)


def _taken(name: str) -> Refused:
    return Refused(
        Cause.TAKEN,
        f"another run of linkbot is creating the {name} at this moment, so this one does not.",
        hint=f"If none is, the next run takes over {STALE.seconds // 60} minutes after the last one began.",
    )
