"""A figure as the content of a file."""

from __future__ import annotations

import io

from altair import TopLevelMixin


def drawn(chart: TopLevelMixin, kind: str) -> bytes:
    """Draw a figure.

    Args:
        chart: the figure.
        kind: `svg` or `png`.
    """
    if kind == "svg":
        text = io.StringIO()
        chart.save(text, format="svg")
        return text.getvalue().encode()
    image = io.BytesIO()
    chart.save(image, format="png", scale_factor=2)
    return image.getvalue()
