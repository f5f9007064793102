"""Where settings come from: the closest linkbot.toml or [tool.linkbot], then LINKBOT_* variables, then flags; the last one wins.

The file is looked for in the folder of the lists and upwards, to the top of the repository. Files are not merged. In one
folder linkbot.toml goes before pyproject.toml, and a pyproject.toml without [tool.linkbot] does not count.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsError

from linkbot.config import Settings
from linkbot.errors import ConfigError
from linkbot.settings_error import first_wrong, not_valid
from linkbot.toml_lines import Key, line_of, lines_of

PREFIX = "LINKBOT_"
TOKENS = ("GH_TOKEN", "GITHUB_TOKEN")
"""Variables that other programs set for GitHub too; they are not sent to a `github_url` that a file names."""
_TABLES = ("rules", "watch", "publish")
"""Settings that are tables of settings: what variables say of one is laid over what the file says."""
_PATHS = ("baseline", "rules_dir", "store", "github_app_key_file")
BASELINE = "linkbot-baseline.json"
"""What a baseline is called where nothing names it."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a run, the file they come from (None: no file), and where each came from, for those that are set.

    `origins` has the settings of each rule apart as well: `rules.LB401`.
    """

    settings: Settings
    file: Path | None = None
    origins: Mapping[str, str] = field(default_factory=dict)

    def located(self, error: ConfigError) -> ConfigError:
        """`error` with the file and line, the variable or the flag that its setting comes from."""
        origin = self.origins.get(error.setting) or self.origins.get(error.setting.partition(".")[0], "")
        return ConfigError(f"{origin}: {error}", hint=error.hint) if origin else error


def configure(
    inputs: Sequence[str],
    *,
    folder: Path,
    environ: Mapping[str, str],
    flags: Mapping[str, Any] | None = None,
    file: Path | None = None,
    search: bool = True,
) -> Configuration:
    """The settings for a run on `inputs`, as they were given in `folder`.

    `flags` hold the settings that the command line names. `file` is read instead of what a search would find; without
    `search` and `file` no file is read, and no baseline is found by its name. Raises ConfigError that names the file and line,
    the variable or the flag.
    """
    found = file or (find(start_folder(inputs, folder)) if search else None)
    values, lines = _from_file(found) if found else ({}, _Lines())
    origins = lines.origins(values)
    for name, (value, origin) in _from_environment(environ, origins).items():
        values[name] = _merged_rules(values.get(name, {}), value) if name in _TABLES else value
        origins[name] = f"{origins[name]}, {origin}" if name in _TABLES and name in origins else origin
    for name, value in (flags or {}).items():
        values[name], origins[name] = value, f"--{name.replace('_', '-')}"
    if (search or file) and "baseline" not in values and (baseline := baseline_home(found, folder)).is_file():
        values["baseline"], origins["baseline"] = baseline, "found by its name"
    try:
        return Configuration(_Given(**values), found, origins)
    except ValidationError as error:
        raise not_valid(error, _origin(first_wrong(error)["loc"], environ, origins, lines)) from error


def find(folder: Path) -> Path | None:
    """The closest file with settings for linkbot in `folder` or above it, no higher than the top of the repository."""
    for parent in (folder, *folder.parents):
        if (own := parent / "linkbot.toml").is_file():
            return own
        if (shared := parent / "pyproject.toml").is_file() and "linkbot" in _tools(shared):
            return shared
        if (parent / ".git").exists():
            return None
    return None


def baseline_home(configuration: Path | None, folder: Path) -> Path:
    """Where a baseline lies that nothing names: beside the file with the settings, unless there is none but one in `folder`."""
    own = folder / BASELINE
    beside = configuration.parent / BASELINE if configuration else own
    return beside if beside.is_file() or not own.is_file() else own


def start_folder(inputs: Sequence[str], folder: Path) -> Path:
    """The deepest folder that holds all `inputs`; `folder` itself when they name none (nothing given, standard input)."""
    given = [_existing(folder / text) for text in inputs if text != "-"]
    return Path(os.path.commonpath(given)) if given else folder.resolve()


class _Given(Settings):
    """Settings from what is given, and nothing from the environment behind one's back."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings calls it with all of these
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


class _Variables(EnvSettingsSource):
    """`LINKBOT_*` variables of a given environment. Lists may be written as JSON or with commas: `LB101,LB102`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(Settings)
        self.env_vars = {name.lower(): value for name, value in environ.items() if value}

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        if value.lstrip().startswith(("[", "{")):
            return super().decode_complex_value(field_name, field, value)
        return [part.strip() for part in value.split(",") if part.strip()]


def _existing(path: Path) -> Path:
    """The folder that `path` lies in or is; for a pattern, the folder before its first wildcard."""
    path = Path(os.path.realpath(path))  # Path.resolve raises at a link to itself
    while not path.is_dir():
        path = path.parent
    return path


def _tools(pyproject: Path) -> dict[str, Any]:
    tools = _toml(pyproject)[0].get("tool", {})
    return tools if isinstance(tools, dict) else {}


def _toml(file: Path) -> tuple[dict[str, Any], str]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text), text
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8, which TOML has to be", hint="save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not TOML: {error}") from error


@dataclass(frozen=True, slots=True)
class _Lines:
    """A file of settings, what its keys stand below, and the line of each."""

    file: Path | None = None
    above: Key = ()
    lines: Mapping[Key, int] = field(default_factory=dict)

    def place(self, key: Key) -> str:
        """`linkbot.toml:3`, or just the file where the line cannot be told."""
        line = line_of((*self.above, *key), self.lines)
        return f"{self.file}:{line}" if line else str(self.file)

    def origins(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Where each setting stands, and those of each rule."""
        rules = values.get("rules", {})
        keys: list[tuple[str, ...]] = [(name,) for name in values]
        keys += [("rules", rule) for rule in (rules if isinstance(rules, dict) else ())]
        return {".".join(key): self.place(key) for key in keys}


def _from_file(file: Path) -> tuple[dict[str, Any], _Lines]:
    values, text = _toml(file)
    lines = _Lines(file, (), lines_of(text))
    if file.name == "pyproject.toml":
        values = values.get("tool", {}).get("linkbot", {})
        lines = replace(lines, above=("tool", "linkbot"))
    if "github_token" in values:
        raise ConfigError(
            f"{lines.place(('github_token',))}: a token does not belong in a file",
            hint="set the variable GH_TOKEN or LINKBOT_GITHUB_TOKEN, and revoke this token if others could read it",
        )
    if "github_app_key" in values:
        raise ConfigError(
            f"{lines.place(('github_app_key',))}: a private key does not belong in a file",
            hint="set LINKBOT_GITHUB_APP_KEY, or github_app_key_file, and revoke this key if others could read it",
        )
    for name in _PATHS:
        if isinstance(values.get(name), str):
            values[name] = str(file.parent / Path(values[name]).expanduser())
    return values, lines


def _origin(key: Key, environ: Mapping[str, str], origins: Mapping[str, str], lines: _Lines) -> str:
    """Where one setting comes from, also one in a table: its variable, its line, or that of the table."""
    given = {name.upper() for name, value in environ.items() if value}
    variables = [f"{PREFIX}{'__'.join(map(str, key[:size]))}".upper() for size in range(len(key), 1, -1)]
    if variable := next((name for name in variables if name in given), ""):
        return variable
    origin = origins.get(str(key[0]), "settings")
    return lines.place(key) if lines.file and origin.startswith(f"{lines.file}") else origin


def _from_environment(environ: Mapping[str, str], from_file: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    """Each setting that a variable sets, with the variable's name."""
    for variable in environ:
        _misspelt(variable)
    try:
        values = _Variables(environ)()
    except SettingsError as error:
        raise ConfigError(f"a {PREFIX}* variable cannot be read: {error}", hint="write lists with commas, or as JSON") from error
    found = {name: (value, f"{PREFIX}{name.upper()}") for name, value in values.items()}
    token = next((name for name in TOKENS if environ.get(name)), None)
    if token and "github_token" not in found and "github_url" not in from_file:
        found["github_token"] = (environ[token], token)
    return found


def _misspelt(variable: str) -> None:
    """Raises ConfigError for a variable that is nearly the name of a setting; others may belong to somebody else."""
    name = variable.removeprefix(PREFIX).split("__")[0].lower()
    if variable.startswith(PREFIX) and name not in Settings.model_fields:
        close = get_close_matches(name, Settings.model_fields, n=1, cutoff=0.8)
        if close:
            raise ConfigError(f"{variable}: there is no such setting", hint=f"did you mean {PREFIX}{close[0].upper()}?")


def _merged_rules(below: Any, above: Any) -> Any:
    """Per-rule settings of variables over those of the file; the case of a rule's name does not count."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    names = {name.lower(): name for name in below}
    merged = dict(below)
    for name, value in above.items():
        spelt = names.get(name.lower(), name)
        old = merged.get(spelt)
        merged[spelt] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
