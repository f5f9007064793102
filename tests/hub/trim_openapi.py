"""Cuts GitHub's OpenAPI description down to what the hub answers, as JSON Schemas, into tests/hub/github.json.

    python -m tests.hub.trim_openapi            # writes it anew
    python -m tests.hub.trim_openapi --check    # fails where that would change it

The description is `generated/api.github.com.json` of the npm package @octokit/openapi, which npm fetches (29 MB). Its rough
edges are smoothed here: `nullable` becomes a type, and `oneOf` becomes `anyOf`, as many of its branches overlap.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

VERSION = "23.0.2"
TRIMMED = Path(__file__).with_name("github.json")
# nothing that these say is checked
_DROPPED = {
    "description",
    "summary",
    "title",
    "example",
    "examples",
    "externalDocs",
    "default",
    "deprecated",
    "format",
    "readOnly",
}
_REF = "#/components/schemas/"
_LABELS = "/repos/{owner}/{repo}/issues/{issue_number}/labels"


def trim(description: dict[str, Any], operations: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The schemas of some operations, each a method and a path, and of all that they refer to."""
    trimmed = {f"{method} {path}": _operation(description, method, path) for method, path in sorted(set(operations))}
    components = description["components"]["schemas"]
    schemas: dict[str, Any] = {}
    waiting = _references(trimmed)
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            schemas[name] = _schema(components[name])
            waiting |= _references(schemas[name])
    _amend(trimmed, schemas)
    version = description["info"]["version"]
    return {"source": f"@octokit/openapi {version}, MIT", "operations": trimmed, "schemas": dict(sorted(schemas.items()))}


def _amend(operations: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Mends what recorded traffic shows to be otherwise (npm @octokit/fixtures: "labels", "add-labels-to-issue")."""
    bare = {"type": "array", "items": {"type": "string"}}
    for method in ("POST", "PUT"):
        if body := operations.get(f"{method} {_LABELS}", {}).get("body"):
            body["anyOf"].append(bare)
    if simple := schemas.get("pull-request-simple"):
        label = simple["properties"]["labels"]["items"]["properties"]
        label["description"] = {"type": ["string", "null"]}


def _operation(description: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    item = description["paths"][path]
    found = item[method.lower()]
    parameters = [_whole(description, each) for each in (*item.get("parameters", ()), *found.get("parameters", ()))]
    query = {each["name"]: _schema(each["schema"]) for each in parameters if each["in"] == "query"}
    body = _whole(description, found.get("requestBody", {}))
    replies = {status: _json(_whole(description, reply)) for status, reply in found["responses"].items()}
    operation: dict[str, Any] = {"query": query, "replies": replies}
    if body:
        operation |= {"body": _json(body), "body_required": bool(body.get("required"))}
    return operation


def _whole(description: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of the description, looked up where it is only referred to."""
    while "$ref" in part:
        _, _, kind, name = part["$ref"].split("/")
        part = description["components"][kind][name]
    return part


def _json(part: dict[str, Any]) -> Any:
    """The schema of a JSON body; None where there is no body."""
    for content_type, content in part.get("content", {}).items():
        if content_type in ("application/json", "application/scim+json"):
            return _schema(content["schema"])
    return None


def _schema(part: Any) -> Any:
    if isinstance(part, list):
        return [_schema(each) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return {"$ref": part["$ref"].replace(_REF, "#/schemas/")}
    schema: dict[str, Any] = {}
    for key, value in part.items():
        if key == "properties":
            schema[key] = {name: _schema(each) for name, each in value.items()}
        elif key not in _DROPPED and key != "nullable" and not key.startswith("x-"):
            schema["anyOf" if key == "oneOf" else key] = _schema(value) if key != "enum" else value
    return _nullable(schema) if part.get("nullable") else schema


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    if isinstance(schema.get("type"), str) and not {"anyOf", "allOf"} & schema.keys():
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _references(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*(_references(each) for each in part))
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"].removeprefix("#/schemas/")} if isinstance(part.get("$ref"), str) else set()
    return own.union(*(_references(each) for each in part.values()))


def _fetched() -> dict[str, Any]:
    """GitHub's whole description, from npm's registry."""
    npm = shutil.which("npm")
    assert npm, "npm is needed to fetch the description"
    with TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", f"@octokit/openapi@{VERSION}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as files:
            member = files.extractfile("package/generated/api.github.com.json")
            assert member
            description: dict[str, Any] = json.load(member)
    return description


def main() -> int:
    from tests.hub.serving import ROUTER

    parser = argparse.ArgumentParser(description="Trims GitHub's OpenAPI description to what the hub answers.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail where the file would change")
    told = parser.parse_args()
    trimmed = json.dumps(trim(_fetched(), ((route.method, route.template) for route in ROUTER)), separators=(",", ":"))
    if told.check:
        same = TRIMMED.read_text() == f"{trimmed}\n"
        sys.stderr.write("" if same else f"{TRIMMED} is not what would be written: run python -m tests.hub.trim_openapi\n")
        return 0 if same else 1
    TRIMMED.write_text(f"{trimmed}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
