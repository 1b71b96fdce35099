"""The made-up case and its document, which the faces show, too."""

from presentation.conftest import case, document, talks

__all__ = ["case", "document", "talks"]
