"""What each process of a run may know: only the one that publishes, and git where it has to, are given a token.

A repository has a linkbot.toml of its own, which whoever may push to it can write. It decides what is checked and how, but not
where tokens go or which networks may be reached: in all that, the watch's own settings go before.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from linkbot.config import Settings
from linkbot.discovery import PREFIX, TOKENS
from linkbot.errors import LinkbotError

CHECK_TOKEN = f"{PREFIX}CHECK_TOKEN"
"""The variable with a token that may read and no more, for the questions that a check asks GitHub."""
_KNOWN_TO_ALL = re.compile(
    r"PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TZDIR|TMPDIR|SSL_CERT_(?:FILE|DIR)|(?:DY)?LD_LIBRARY_PATH"
    r"|VIRTUAL_ENV|PYTHON[A-Z]+|XDG_[A-Z]+_HOME|NO_COLOR",
    re.ASCII,
)
"""Variables that every process may have: none of them is a secret, or names one."""
_PROXIES = re.compile(r"(?:https?|all|no)_proxy|(?:HTTPS|ALL|NO)_PROXY")
_SERVICE = re.compile(r"NOTIFY_SOCKET|WATCHDOG_\w+|LISTEN_\w+|INVOCATION_ID", re.ASCII)
"""What systemd told the watch, and nobody else."""
_OUR_OWN = frozenset({"github_token", "github_app_id", "github_app_key", "github_app_key_file", "watch", "publish"})
"""Settings that are none of a check's business."""
_NETWORK = ("allow_network", "allow_ports", "proxy")
"""Settings that say where the way out is and leads; those that end in `_url` belong to them."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What may be shown to GitHub: to publish, and to read; "" where there is none."""

    publish: str = field(default="", repr=False)
    check: str = field(default="", repr=False)

    @property
    def fetch(self) -> str:
        """The one to fetch a repository with: the lesser, where there are two."""
        return self.check or self.publish


def tokens(settings: Settings, environ: Mapping[str, str]) -> Tokens:
    """The tokens of the settings, of variables, and of systemd's credentials `token` and `check-token`.

    Raises LinkbotError where a credential cannot be read.
    """
    given = settings.github_token.get_secret_value() if settings.github_token else ""
    return Tokens(given or _credential("token", environ), environ.get(CHECK_TOKEN, "") or _credential("check-token", environ))


def for_check(environ: Mapping[str, str], settings: Settings, store: Path, known: Tokens) -> dict[str, str]:
    """For `linkbot check`: nothing that may write, wherever it may come from."""
    kept = {name: value for name, value in environ.items() if _KNOWN_TO_ALL.fullmatch(name) or _is_setting(name)}
    overruling = {**_settings(settings), f"{PREFIX}STORE": str(settings.store or store)}
    return {**kept, **overruling, **({f"{PREFIX}GITHUB_TOKEN": known.check} if known.check else {})}


def for_publish(environ: Mapping[str, str], settings: Settings, known: Tokens) -> dict[str, str]:
    """For `linkbot publish`: what the watch itself was given, and the token."""
    kept = {name: value for name, value in environ.items() if not _SERVICE.fullmatch(name) and name not in {*TOKENS, CHECK_TOKEN}}
    app = {
        "GITHUB_APP_ID": settings.github_app_id,
        "GITHUB_APP_KEY": settings.github_app_key and settings.github_app_key.get_secret_value(),
        "GITHUB_APP_KEY_FILE": settings.github_app_key_file and settings.github_app_key_file.absolute(),
        "GITHUB_TOKEN": known.publish,
    }
    return {**kept, **_settings(settings), **{f"{PREFIX}{name}": str(value) for name, value in app.items() if value}}


def for_git(environ: Mapping[str, str], settings: Settings, server: str, known: Tokens) -> dict[str, str]:
    """For git: nobody's configuration, no question, no way but HTTP; the token as a header for this server alone."""
    kept = {name: value for name, value in environ.items() if _KNOWN_TO_ALL.fullmatch(name) or _PROXIES.fullmatch(name)}
    told = {
        "advice.detachedHead": "false",
        "core.hooksPath": "/dev/null",
        "core.fsmonitor": "false",
        "core.symlinks": "false",  # a link that a stranger committed must not lead out of the checkout
        "credential.helper": "",
        "gc.autoDetach": "false",  # nothing outlives its run
        "gc.pruneExpire": "now",
        "http.followRedirects": "false",  # a header goes where a redirect says
        "protocol.allow": "never",
        f"protocol.{urlsplit(server).scheme}.allow": "always",
        **({"http.proxy": settings.proxy} if settings.proxy else {}),
    }
    if known.fetch:
        secret = b64encode(f"x-access-token:{known.fetch}".encode()).decode()
        told[f"http.{server}/.extraHeader"] = f"Authorization: Basic {secret}"
    count = {f"GIT_CONFIG_{part}_{index}": text for index, pair in enumerate(told.items()) for part, text in _parts(pair)}
    return {
        **kept,
        **count,
        "GIT_CONFIG_COUNT": str(len(told)),
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "LC_ALL": "C",
        **({"GIT_SSL_CAINFO": environ["SSL_CERT_FILE"]} if environ.get("SSL_CERT_FILE") else {}),
    }


def git_server(settings: Settings) -> str:
    """Where git finds the repositories that `github_url` is the API of."""
    if settings.watch and settings.watch.git_url:
        return settings.watch.git_url
    parts = urlsplit(settings.github_url)
    if parts.path.rstrip("/").endswith("/api/v3"):  # GitHub Enterprise Server
        return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').removesuffix('/api/v3')}"
    return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}"  # api.github.com, api.NAME.ghe.com


def _settings(settings: Settings) -> dict[str, str]:
    """Variables for what the watch decides for all its targets."""
    names = [*_NETWORK, *(name for name in Settings.model_fields if name.endswith("_url"))]
    values = settings.model_dump(mode="json", include=set(names))
    return {
        f"{PREFIX}{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value != ""
    }


def _is_setting(variable: str) -> bool:
    name = variable.removeprefix(PREFIX).split("__")[0].lower()
    return variable.startswith(PREFIX) and name in Settings.model_fields.keys() - _OUR_OWN


def _parts(pair: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("KEY", pair[0]), ("VALUE", pair[1])


def _credential(name: str, environ: Mapping[str, str]) -> str:
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return ""
    file = Path(folder) / name
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise LinkbotError(f"{file}: the credential cannot be read", hint="see LoadCredential= in the unit") from error
