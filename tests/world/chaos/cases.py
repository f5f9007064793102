"""Every hostile case, by what it is about."""

from __future__ import annotations

from tests.world.chaos import (
    addresses,
    astray,
    bodies,
    connections,
    detours,
    headers,
    markdown,
    missing,
    name_service,
    places,
    redirects,
    statuses,
    walls,
)

GROUPS = {
    "Names": name_service.CASES,
    "Connections": connections.TCP,
    "TLS": connections.TLS,
    "Headers": headers.CASES,
    "Bodies": bodies.CASES,
    "Redirects": redirects.CASES,
    "Redirects in circles, and to nowhere": astray.CASES,
    "Redirects to where linkbot never goes": detours.UNSAFE,
    "Redirects to something else than the page": detours.INSTEAD,
    "Statuses": statuses.STATUSES,
    "Limits": statuses.LIMITS,
    "HEAD": statuses.HEADS,
    "Walls": walls.CASES,
    "Missing pages that answer 200": missing.CASES,
    "Places in a page": places.CASES,
    "Addresses": addresses.CASES,
}
"""The cases that need a network."""
CASES = tuple(case for cases in GROUPS.values() for case in cases)
TEXTS = markdown.TEXTS
HEAD_HOSTS = statuses.HEAD_HOSTS
