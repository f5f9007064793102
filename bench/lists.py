"""The lists that are measured: made up, in the styles that curated lists are written in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

_PER_SECTION = 100
_WORDS = ("Sparse", "Attention", "Graphs", "Diffusion", "Retrieval", "Agents", "Speech", "Pruning", "Memory", "Vision", "Video")
_MONTHS = ("January", "March", "May", "July", "September", "November")


def write_lists(folder: Path, entries: int) -> list[Path]:
    """Writes `entries` entries in as many files as there are styles, and returns the files. The same number, the same bytes."""
    files = []
    for number, (name, style) in enumerate(_STYLES.items()):
        share = range(number * entries // len(_STYLES), (number + 1) * entries // len(_STYLES))
        path = folder / f"{name}.md"
        path.write_text(f"# Awesome {name}\n\n" + "".join(_sections(share, style)), encoding="utf-8")
        files.append(path)
    return files


def write_links(path: Path, urls: list[str]) -> Path:
    """Writes one bullet for each of `urls`."""
    lines = [f"- [{_title(number)}]({url}) - What page {number} is about.\n" for number, url in enumerate(urls)]
    path.write_text("# Awesome pages\n\n" + "".join(lines), encoding="utf-8")
    return path


def _sections(numbers: range, style: Callable[[int], str]) -> Iterator[str]:
    for first in range(numbers.start, numbers.stop, _PER_SECTION):
        yield f"## {_WORDS[first // _PER_SECTION % len(_WORDS)]} {first // _PER_SECTION}\n\n"
        if style is _row:
            yield "| Title | Code | Date |\n| --- | --- | --- |\n"
        yield from map(style, range(first, min(first + _PER_SECTION, numbers.stop)))
        yield "\n"


def _bullet(number: int) -> str:
    return f"- [{_title(number)}](https://site{number % 997}.example.org/tools/{number}) - Does one thing, and does it well.\n"


def _item(number: int) -> str:
    month = _MONTHS[number * len(_MONTHS) // 100_000 % len(_MONTHS)]
    return f"1. **{_title(number)}.** {month} 2023. [[paper]({_paper(number)})] [[code](https://github.com/example-lab/tool-{number})]\n"


def _row(number: int) -> str:
    return f"| [{_title(number)}]({_paper(number)}) | [code](https://github.com/example-lab/tool-{number}) | 2023 |\n"


def _citation(number: int) -> str:
    return f'Doe, Jane, and John Roe. "{_title(number)}." *arXiv preprint* (2023). [{_paper(number)}]({_paper(number)})\n\n'


def _title(number: int) -> str:
    first, second, third = (_WORDS[number // len(_WORDS) ** power % len(_WORDS)] for power in range(3))
    return f"Tool{number}: {first} {second} with {third}"


def _paper(number: int) -> str:
    return f"https://arxiv.org/abs/23{number // 20_000 % 12 + 1:02}.{number % 20_000:05}"


_STYLES: dict[str, Callable[[int], str]] = {"bullets": _bullet, "numbered": _item, "tables": _row, "citations": _citation}
