"""Figures as they stand on a screen: they are drawn for the columns of a brief."""

from __future__ import annotations

import re

from markupsafe import Markup

FACTOR = 1.3
"""How much larger than in a brief, so that its letters are those of the page."""
WIDEST = 680.0
"""Pixels; what is wider keeps its size."""
LEGIBLE = 520.0
"""Pixels; a wider drawing made as narrow as a phone could not be read, so it scrolls there."""
SCROLLED = (
    '<div class="scroll drawn" role="group" aria-label="Figure, scrolls sideways" tabindex="0">'
    "{}</div>"
)
_SIZE = re.compile(r'<svg\b[^>]*? width="([\d.]+)" height="([\d.]+)"')


def larger(figure: str) -> Markup:
    """A drawing with its own proportions, larger where there is room; no drawing stays as it is.

    A wide one stands in a box of its own, in which it scrolls on a narrow screen.

    Args:
        figure: SVG with width, height and viewBox, or an empty text.
    """
    match = _SIZE.search(figure)
    if match is None:
        return Markup(figure)
    wide, high = float(match[1]), float(match[2])
    factor = max(1.0, min(FACTOR, WIDEST / wide))
    start, size = match[0].rsplit(" width=", 1)[0], (factor * wide, factor * high)
    # As plain text: what is put into marked-up text would be escaped.
    drawn = str(figure).replace(
        match[0], f'{start} width="{size[0]:.0f}" height="{size[1]:.0f}"', 1
    )
    return Markup(drawn if wide <= LEGIBLE else SCROLLED.format(drawn))
