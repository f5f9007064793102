"""Lists in the styles that people write, made of pieces, and saved in the ways that editors save."""

from __future__ import annotations

BULLETS = [
    "- [Attention](https://arxiv.org/abs/1706.03762) (Google, June 2017) - a *new* model\n",
    "- [Layer **Norm**](http://arxiv.org/abs/1607.06450), 2016 [Code](https://github.com/a/b/tree/master/c)\n",
    "- **[GPT_2](https://example.org/a_(b)?x=1&y=2 'T')** by A. B. et al. (2019-02-14)\n",
    "-   [x][ref] and [ref]\n",
    "- [ ] [日本語 título](https://例え.example/パス) — 2020年 ⭐\n",
    "  - [child](../docs/a.md#b), Feb 2021\n",
    "\t- tab <https://example.org/auto>\n",
    "* ![badge](https://img.example/a.svg) [![b](u.png)](https://x.example) `code 2020`\n",
    "- see https://bare.example/path_(x). And www.example.org/y, mail a@b.example\n",
    "- [paper](arxiv.org/abs/1810.04805), Otcober 2018\n",
    "- [a b](https://example.org/a b) broken\n",
    "- plain \\*text\\* &amp; more &copy; ‚≠ê 2022  \n",
]
NUMBERED = [
    "1. [One](https://one.example/1), March 20222\n",
    "2. **Two**: https://two.example/2?utm_source=x (Jan. 2020)\n",
    "3. [[Paper](https://arxiv.org/pdf/1412.6980)] [[Code](https://github.com/c/d)] Adam, 2014\n",
]
TABLES = [
    "\n| Title | Date | Notes |\n|-------|:----:|------|\n",
    "| [T5](https://arxiv.org/abs/1910.10683) | October 2019 | a \\| b |\n",
    "| [BERT](arxiv.org/abs/1810.04805)       | Oct.2018     | <br> x |\n",
    "| **x** | | | extra |\n",
    "\nModel | Date | Link\n-|-|-\n",
    "[M7B](https://arxiv.org/abs/2310.06825) | Februray 2024 | https://m.example/a\n",
    "y | 2023 | [z][ref]\n",
]
PROSE = [
    "\n",
    "# Papers of 2023\n\n",
    "## 中文 😀\n",
    "Zoph, B. “ST-MoE.” arXiv, April 29, 2022. [https://doi.org/10.1/x](https://doi.org/10.1/x).  \n",
    'Vaswani, A. "Attention." *NIPS*, 2017. https://arxiv.org/abs/1706.03762.  \n',
    "\n[ref]: https://ref.example/page 'title'\n\n",
    "> quoted [q](https://q.example) 2019\n",
    "text[^1] more\n\n[^1]: note [n](https://n.example)\n\n",
    "```\n- [code](https://code.example) 2020\n```\n",
    "<p align='center'><a href=\"https://h.example/?a=1&amp;b=2\">h</a> <img src='i.png' alt=2020></p>\n\n",
    "<ul>\n<li><a href='https://l.example'>l</a> 2021</li>\n</ul>\n\n",
    "<!-- linkbot-disable-next-line LB105 -- as printed -->\n",
    "<details><summary>more</summary>\n\n",
    "---\n",
    "***bold** and _it_ ~~gone~~\\\n",
]
PIECES = [*BULLETS, *NUMBERED, *TABLES, *PROSE]
FRONT_MATTER = "---\ntitle: a list\n---\n"
NEWLINES = ["\n", "\r\n", "\r"]
ENCODINGS = ["utf-8", "utf-8", "utf-8-sig", "latin-1", "cp1252"]


def saved(text: str, newline: str = "\n", encoding: str = "utf-8") -> bytes:
    """A text as an editor saves it; what the encoding lacks is left out."""
    return text.replace("\n", newline).encode(encoding, "ignore")
