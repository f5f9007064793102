"""How linkbot introduces itself to every server."""

from __future__ import annotations

from linkbot import __version__
from linkbot.config import Settings

_PROJECT = "https://pypi.org/project/linkbot"


def user_agent(settings: Settings) -> str:
    """The User-Agent: our name, where we are explained, and whom to tell when we are a nuisance."""
    contact = f"; {settings.contact}" if settings.contact else ""
    return f"linkbot/{__version__} (+{_PROJECT}{contact})"
