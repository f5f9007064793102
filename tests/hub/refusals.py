"""GitHub's ways to say no, in its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

DOCS = "https://docs.github.com/rest"
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
    "If you reach out to GitHub Support for help, please include the request ID."
)
LIMIT_DOCS = f"{DOCS}/overview/rate-limits-for-the-rest-api"
SECONDARY_DOCS = f"{LIMIT_DOCS}#about-secondary-rate-limits"
CONTENT_CREATION = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. "
    "Please retry your request again later."
)
INTEGRATION = "Resource not accessible by integration"
PERSONAL_TOKEN = "Resource not accessible by personal access token"
NO_PULL_REQUESTS = "GitHub Actions is not permitted to create or approve pull requests."
SAML = (
    "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization."
)
ARCHIVED = "Repository was archived so is read-only."
ISSUES_DISABLED = "Issues has been disabled in this repository."
TOO_LONG = "body is too long (maximum is 65536 characters)"
LONGEST_BODY = 65_536


class RefusedError(Exception):
    """An answer that is a refusal."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: Sequence[Any] = (),
        headers: Mapping[str, str] | None = None,
        documentation: str = DOCS,
        **more: Any,
    ) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {"message": message}
        if errors:
            self.body["errors"] = list(errors)
        self.body |= {"documentation_url": documentation, "status": str(status), **more}


def not_found(message: str = "Not Found") -> RefusedError:
    return RefusedError(404, message)


def unprocessable(message: str) -> RefusedError:
    return RefusedError(422, message)


def invalid(resource: str, field: str, code: str = "invalid") -> RefusedError:
    """`Validation Failed` for one field."""
    return RefusedError(422, "Validation Failed", errors=[{"resource": resource, "field": field, "code": code}])


def custom(resource: str, message: str, field: str = "") -> RefusedError:
    """`Validation Failed` in words of its own."""
    error = {"resource": resource, "code": "custom", **({"field": field} if field else {}), "message": message}
    return RefusedError(422, "Validation Failed", errors=[error])
