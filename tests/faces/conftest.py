from __future__ import annotations

from typing import Any

import pytest

from faces.fabricated import fabricated_case, fabricated_document
from interim.case.model import Case


@pytest.fixture
def case() -> Case:
    return fabricated_case()


@pytest.fixture
def document() -> dict[str, Any]:
    return fabricated_document()
