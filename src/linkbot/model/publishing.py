"""The settings of publishing, which a report carries from the job that checks to the one that writes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class PublishSettings(BaseModel):
    """`[publish]`: what is offered in pull requests, and where."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pull_requests: bool = Field(default=True, description="Whether fixes are offered as pull requests.")
    dashboard: bool = Field(default=True, description="Whether one issue tells of what only a person can decide.")
    groups: Literal["kind", "one"] = Field(
        default="kind", description="One pull request for each kind of fix (links, metadata, repositories), or `one` for all."
    )
    fixes: Literal["safe", "unsafe"] = Field(
        default="unsafe",
        description="The fixes that a pull request may hold: those that keep the meaning, or also those that are to be read "
        "first, in a section of their own.",
    )
    limit: int = Field(default=50, gt=0, le=100, description="The most fixes in one pull request; the rest waits for the next.")
    base: str = Field(default="", description="The branch to mend; unset, the repository's default branch.")
    labels: tuple[Annotated[str, Field(min_length=1, max_length=50)], ...] = Field(
        default=("linkbot",), description="Labels of the pull requests and of the issue, where the token may set them."
    )
