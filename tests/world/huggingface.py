"""The world's Hugging Face: its API for models, data sets, spaces and papers, and its pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.world.arxiv import Arxiv
from tests.world.pages import as_json, page, redirect
from tests.world.wire import Reply, Request

_KINDS = ("models", "datasets", "spaces", "papers")


@dataclass(frozen=True)
class HubRepository:
    """One model, data set or space."""

    kind: str
    name: str
    id: str
    disabled: bool = False
    gated: bool = False
    updated: str = "2025-01-15T10:00:00.000Z"


@dataclass
class HuggingFace:
    """Answers for huggingface.co and hf.co. Keys are `models/org/name` and the like."""

    hosts = ("huggingface.co", "hf.co")

    arxiv: Arxiv
    repositories: dict[str, HubRepository] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def answer(self, request: Request) -> Reply:
        if request.host == "hf.co":
            return redirect(f"https://huggingface.co{request.url.raw_path_qs}", 301)
        parts = request.path.strip("/").split("/")
        in_api = parts[0] == "api"
        parts = parts[1:] if in_api else parts
        kind, name = (parts[0], parts[1:3]) if parts[0] in _KINDS else ("models", parts[:2])
        if kind == "papers":
            return self._paper(name[0] if name else "", in_api)
        if not in_api and len(name) < 2:
            return page("Hugging Face")
        return self._repository(request, kind, "/".join(name), in_api)

    def _paper(self, wanted: str, in_api: bool) -> Reply:
        paper = self.arxiv.papers.get(wanted)
        if not in_api:
            return page(f"Paper page - {paper.title}") if paper else page("404 – Hugging Face", status=404)
        if not paper:
            return as_json({"error": "Paper not found"}, 404)
        published = f"{paper.versions[0]:%Y-%m-%dT%H:%M:%S}.000Z"
        authors = [{"name": author, "hidden": False} for author in paper.authors]
        return as_json(
            {"id": paper.id, "title": paper.title, "summary": paper.abstract, "publishedAt": published, "authors": authors}
        )

    def _repository(self, request: Request, kind: str, name: str, in_api: bool) -> Reply:
        new = self.renamed.get(f"{kind}/{name}")
        if new:
            return redirect(f"{request.origin}{request.url.raw_path_qs.replace(name, new, 1)}", 307)
        found = self.repositories.get(f"{kind}/{name}")
        if not in_api:
            return page(f"{name} · Hugging Face") if found else page("404 – Hugging Face", status=404)
        if not found:
            headers = {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}
            return as_json({"error": "Invalid username or password."}, 401, headers)
        facts = {
            "_id": found.id, "id": found.name, "author": found.name.split("/")[0], "sha": "0" * 40, "lastModified": found.updated,
            "private": False, "gated": found.gated, "disabled": found.disabled, "likes": 1, "tags": [],
            "createdAt": "2024-01-15T10:00:00.000Z", "siblings": [{"rfilename": "README.md"}],
        }  # fmt: skip
        return as_json(facts | ({"modelId": found.name} if kind == "models" else {}))
