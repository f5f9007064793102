"""Whether a paper was withdrawn, by what arXiv's record says in its comment and in its abstract."""

from __future__ import annotations

import re

# "This paper has been withdrawn by the author due to ...", "Withdrawn: Lemma 2 is wrong.", "12 pages. Paper withdrawn": at the
# start of a sentence, because papers are written about withdrawn drugs, offers and votes, too. A bare "withdrawn" only begins a
# comment, followed by its reason or by nothing. What is withdrawn from a conference stays on arXiv.
_WORK = r"(?:paper|article|manuscript|preprint|work|note|report|document|entry|letter|thesis)"
_THIS = (
    rf"(?:this\s+(?:\w{{1,20}}\s+)?(?:{_WORK}|submission|version|draft)"
    rf"|(?:the|our)\s+(?:(?:present|current|entire)\s+)?(?:{_WORK}|submission))"
)
_IS_WITHDRAWN = rf"{_THIS}\s+(?:has|have|had|is|was)\s+(?:been\s+)?(?:(?!(?:not|never)\b)\w{{1,20}}\s+)?withdrawn\b"
_ELSEWHERE = r"(?!(?:\s+by\s+[^.;!]{1,60}?)?\s+from\s+(?!(?:the\s+)?arxiv))"
_REASON = r"(?=\s*(?:$|[.:;!])|\s+(?:due|because|by|as|since|for|until|pending|owing|from)\b)"
_COMMENT = re.compile(
    rf"(?:(?:^|[.;!]\s+)\W{{0,5}}(?:{_IS_WITHDRAWN}|{_WORK}\s+withdrawn\b{_REASON})|^\W{{0,5}}withdrawn\b{_REASON}){_ELSEWHERE}",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(rf"\W{{0,5}}{_IS_WITHDRAWN}{_ELSEWHERE}", re.IGNORECASE)
# Words of a paper that is there again, or that was withdrawn from where it was submitted.
_STANDS = re.compile(
    r"(?<!be )\bre-?submitted\b|\bthis is (?:the|a|an|our)\b|\A\W{0,5}(?:now )?(?:corrected|fixed|revised|updated|replaced)\b"
    r"|\b(?:submission|submitted) to\b|\b\d{4} submission\b",
    re.IGNORECASE,
)
_BEGINNING = 300
"""Characters of an abstract in which it says that it stands for a withdrawn paper."""


def is_withdrawal(comment: str, abstract: str) -> bool:
    """Whether a record's comment, or the abstract put in place of its own, leaves no doubt that the paper was withdrawn."""
    if _COMMENT.search(comment):
        return not _STANDS.search(comment)
    return bool(_ABSTRACT.match(abstract)) and not _STANDS.search(abstract[:_BEGINNING])
