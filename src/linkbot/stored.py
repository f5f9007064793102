"""How an answer lies in the store: its key and its JSON, without secrets, and what is read from them again."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from linkbot.model.evidence import EVIDENCE, Evidence, Question
from linkbot.secrets import seal


def key_of(question: Question) -> str:
    """The text under which the answers to a question lie."""
    return seal(str(question)).encode(errors="backslashreplace").decode()


def text_of(evidence: Evidence) -> str:
    """The answer as JSON, without secrets, and without what no text can hold (half of a character from a lying page)."""
    try:
        text = evidence.model_dump_json()
    except PydanticSerializationError:
        text = EVIDENCE.dump_json(EVIDENCE.validate_python(_each_text(evidence.model_dump(), _whole))).decode()
    if seal(text) == text:
        return text  # nearly always
    sealed = _each_text(evidence.model_dump(), lambda part: seal(_whole(part)))
    return EVIDENCE.dump_json(EVIDENCE.validate_python(sealed)).decode()


def _each_text(value: Any, change: Any) -> Any:
    match value:
        case str():
            return change(value)
        case dict():
            return {key: _each_text(item, change) for key, item in value.items()}
        case list() | tuple():
            return tuple(_each_text(item, change) for item in value)
        case _:
            return value


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def evidence_in(text: str, question: Question) -> Evidence | None:
    """The answer that a row holds, to the question as it was asked; None where this version cannot read it."""
    try:
        evidence = EVIDENCE.validate_json(text)
    except ValidationError:
        return None
    return evidence if evidence.question == question else evidence.model_copy(update={"question": question})
