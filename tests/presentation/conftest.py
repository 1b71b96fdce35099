from __future__ import annotations

from typing import Any

import pytest

from interim.case.model import Case
from presentation.fabricated import fabricated_case, fabricated_document, fabricated_talks


@pytest.fixture
def case() -> Case:
    return fabricated_case()


@pytest.fixture
def document() -> dict[str, Any]:
    return fabricated_document()


@pytest.fixture
def talks() -> dict[str, Any]:
    return fabricated_talks()
