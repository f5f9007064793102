"""GitHub's JSON: one function a thing, with the keys that its OpenAPI description asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Urls:
    """Where the API (`https://api.github.com`) and the pages (`https://github.com`) of the answering hub are."""

    api: str
    web: str


def node_id(prefix: str, key: object) -> str:
    """An opaque identity, as GraphQL knows it."""
    return f"{prefix}_{key}"
