"""Documents as JSON, as the contract wants it: UTF-8, and null for what JSON has no number for."""

from __future__ import annotations

import json
from typing import Any


def as_json(document: Any) -> str:
    """A document as JSON, with null for what JSON has no number for."""
    return json.dumps(_finite(document), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _finite(value: Any) -> Any:
    """The same document with null for what JSON has no number for."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not -float("inf") < value < float("inf"):
        return None
    return value
