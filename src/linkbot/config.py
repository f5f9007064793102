"""The settings of a run, and what each may be."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from linkbot.duration import Duration
from linkbot.model.finding import Applicability, Severity
from linkbot.model.publishing import PublishSettings
from linkbot.watch_settings import WatchSettings


def _web_address(value: str) -> str:
    """`value`, unless it is no URL that HTTP can be spoken to."""
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets of no IPv6 address, a port above 65535
        is_one = False
    if not is_one:
        raise ValueError(f"not a web address: {value!r} (write http://HOST:PORT or https://HOST)")
    return value


Address = Annotated[str, AfterValidator(_web_address)]
"""A URL with its scheme, http or https."""
Proxy = Annotated[str, AfterValidator(lambda value: value and _web_address(value))]
"""A URL with its scheme, or nothing."""
Port = Annotated[int, Field(ge=1, le=65_535)]
"""A TCP port."""


class RuleSettings(BaseModel):
    """`[rules.LB401]`: another severity, other parameters, more or less trust in its fixes, or the rule switched off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = Field(default=True, description="Whether the rule runs.")
    severity: Severity | None = Field(default=None, description="Its severity, instead of the rule's own.")
    fix: Applicability | None = Field(
        default=None,
        description="How far its fixes may go without a person, instead of what the rule says: `safe` (applied by --fix), "
        "`unsafe` (by --fix --unsafe-fixes) or `display` (shown alone). What the rule itself only shows is never raised.",
    )
    params: dict[str, Any] = Field(default_factory=dict, description="Its parameters; those not named keep the rule's values.")


SECRETS = ("github_token", "github_app_key")
"""The settings that are never read from a file, and never shown."""


class Settings(BaseSettings):
    """Everything that can be set, by linkbot.toml, by `LINKBOT_*` environment variables, or by flags (the last one wins)."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="LINKBOT_", env_nested_delimiter="__", case_sensitive=False
    )

    select: tuple[str, ...] = Field(default=(), description="Codes, code prefixes or names of the only rules to run.")
    ignore: tuple[str, ...] = Field(default=(), description="Codes, code prefixes or names of rules not to run.")
    exclude: tuple[str, ...] = Field(default=(), description="Glob patterns of files not to check.")
    exclude_links: tuple[str, ...] = Field(
        default=(), description="Regular expressions, matched from the start of a URL, of links not to check."
    )
    fail_on: Severity | Literal["never"] = Field(
        default=Severity.WARNING, description="The mildest severity that makes the exit code 1."
    )
    rules: dict[str, RuleSettings] = Field(default_factory=dict, description="Per-rule settings, by code or name.")
    baseline: Path | None = Field(
        default=None,
        description="A file of findings that are accepted as they are, which `linkbot baseline write` makes; unset, a "
        "`linkbot-baseline.json` beside the configuration file or in the working directory, where there is one.",
    )
    rules_dir: Path | None = Field(
        default=None, description="A folder laid out like rules/ whose files add to or change the built-in ones."
    )

    publish: PublishSettings = Field(
        default_factory=PublishSettings, description="What `linkbot publish` offers at GitHub, and where."
    )

    offline: bool = Field(default=False, description="Ask nobody; judge by the files and the store.")
    refresh: bool = Field(default=False, description="Ask again even where the store's answer is still fresh.")
    store: Path | None = Field(
        default=None,
        description="The SQLite file that keeps answers between runs; unset, one in your cache folder.",
    )
    max_file_size: int = Field(default=10_000_000, gt=0, description="The largest file to read, in bytes.")

    contact: str = Field(
        default="", description="An e-mail address or URL that the User-Agent names, so that a server's owner can reach you."
    )
    allow_network: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description="Networks, as CIDR, that may be reached although they are not public."
    )
    allow_ports: tuple[Port, ...] = Field(default=(80, 443), description="TCP ports that may be reached.")
    proxy: Proxy = Field(default="", description="An HTTP proxy for all requests, as a URL.")
    budget: Duration | None = Field(
        default=None,
        gt=0,
        description="The longest that a run may ask, in seconds or as 10m; the rest is unknown and asked first by the next run.",
    )
    pace: float = Field(
        default=1.0, gt=0, le=100, description="How fast hosts are asked, relative to their own paces: 0.5 is half as fast."
    )
    robots: Literal["own", "strict", "off"] = Field(
        default="own",
        description="Which groups of a robots.txt are obeyed: those that name linkbot, those for everybody too, or none.",
    )
    max_connections: int = Field(default=100, gt=0, description="Requests in flight at once, over all hosts.")
    timeout: float = Field(
        default=10.0,
        gt=0,
        description="The longest that one ask of a link may take, in seconds, redirects included; an API gets three times that.",
    )
    connect_timeout: float = Field(default=8.0, gt=0, description="The longest that a connection may take to open, in seconds.")
    max_body: int = Field(
        default=262_144, gt=0, description="The most that is read of a page, in bytes, before and after decompression."
    )
    max_redirects: int = Field(default=8, ge=0, description="The longest redirect chain that is followed.")
    retry_delay: float = Field(
        default=10.0, ge=0, description="The least time between two asks of a link that failed, in seconds."
    )

    github_token: SecretStr | None = Field(
        default=None, description="A GitHub token; GH_TOKEN and GITHUB_TOKEN are read too. Only ever sent to `github_url`."
    )
    github_app_id: int | None = Field(
        default=None, gt=0, description="The id of a GitHub App that `publish` acts as, instead of a token's account."
    )
    github_app_key: SecretStr | None = Field(
        default=None, description="The App's private key, as PEM text. Only what is signed with it is ever sent, to `github_url`."
    )
    github_app_key_file: Path | None = Field(default=None, description="The file that holds the App's private key.")
    github_url: Address = Field(default="https://api.github.com", description="The base URL of GitHub's API.")
    arxiv_url: Address = Field(default="https://export.arxiv.org/api/query", description="The URL of arXiv's API.")
    arxiv_pages_url: Address = Field(
        default="https://arxiv.org", description="The base URL of arXiv's pages, asked when its API refuses."
    )
    arxiv_oai_url: Address = Field(
        default="https://oaipmh.arxiv.org/oai", description="The URL of arXiv's OAI-PMH interface, asked when its API refuses."
    )
    arxiv_delay: float = Field(default=3.0, ge=0, description="The least time between two calls of arXiv's API, in seconds.")
    huggingface_url: Address = Field(default="https://huggingface.co", description="The base URL of Hugging Face.")
    crossref_url: Address = Field(default="https://api.crossref.org", description="The base URL of Crossref's API.")
    datacite_url: Address = Field(default="https://api.datacite.org", description="The base URL of DataCite's API.")
    wayback_url: Address = Field(default="https://web.archive.org", description="The base URL of the Wayback Machine's API.")
    doi_url: Address = Field(default="https://doi.org", description="The base URL of the DOI resolver.")

    watch: WatchSettings | None = Field(default=None, description="What `linkbot watch` keeps true, and when: a table `[watch]`.")

    @property
    def api_timeout(self) -> float:
        """The longest that one call of an API may take, in seconds: a hundred records are not a page."""
        return 3 * self.timeout
