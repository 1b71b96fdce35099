"""Where a number comes from: one of five marks, and the words that go with it.

Sources alone say that a number stands in one of them as it is. Any other mark is said in words, and
may name sources as what it rests on; a note changes no mark.
"""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from pydantic import BaseModel, ValidationInfo, field_validator

Mark = Literal["measured", "derived", "fitted", "elicited", "judged"]
MARKS: tuple[Mark, ...] = get_args(Mark)

KEYS: dict[str, Mark] = {
    "derived": "derived",
    "fitted": "fitted",
    "elicited": "elicited",
    "judgement": "judged",
}
"""Key in a file -> the mark that it gives, whether or not sources stand beside it."""

_EXPECTED = {
    "derived": "the arithmetic in words, such as '325,000 killed / 46 months'",
    "fitted": "the script of the project that made it, such as 'scripts/fit_front.py'",
    "elicited": "who was asked and how, such as 'nine experts, two rounds, medians'",
    "judgement": "why this number, in a sentence",
}
_SCRIPT = re.compile(r"[\w-]+\.(py|ipynb|r|jl|m|do|sh)\b", re.IGNORECASE)


class Stated(BaseModel):
    """Says where numbers come from."""

    source: tuple[str, ...] = ()
    derived: str | None = None
    fitted: str | None = None
    elicited: str | None = None
    judgement: str | None = None
    note: str | None = None

    @field_validator(*KEYS)
    @classmethod
    def _one_mark(cls, words: str | None, info: ValidationInfo) -> str | None:
        key = str(info.field_name)
        if words is None:
            return None
        if not words.strip():
            raise ValueError(f"'{key}' says nothing, expected {_EXPECTED[key]}")
        if key == "fitted" and not _SCRIPT.search(words):
            raise ValueError(f"'fitted' names no script, expected {_EXPECTED[key]}")
        other = next((name for name in KEYS if name != key and info.data.get(name)), None)
        if other:
            raise ValueError(
                f"two marks at once, '{other}' and '{key}', expected one of them; what else there "
                "is to say goes into 'note:', which changes no mark"
            )
        return words

    @property
    def mark(self) -> Mark:
        """Measured where sources stand alone; judged where nothing is said."""
        said = next((mark for key, mark in KEYS.items() if getattr(self, key)), None)
        return said or ("measured" if self.source else "judged")

    @property
    def basis(self) -> str | None:
        """The words of the mark."""
        return next((words for key in KEYS if (words := getattr(self, key))), None)

    @property
    def marked(self) -> bool:
        """Whether anything is said that gives a mark."""
        return bool(self.source or self.basis)

    def statement(self) -> dict[str, Any]:
        """What is said, by key, without what is left out."""
        said = {key: getattr(self, key) for key in ("source", *KEYS, "note")}
        return {key: value for key, value in said.items() if value}
