"""Figures on a screen keep what they are; only their size changes."""

from markupsafe import Markup

from interim.interfaces.workbench.screen import FACTOR, WIDEST, larger

DRAWING = '<svg role="img" aria-label="&lt;" width="{}" height="{}" viewBox="0 0 9 9"><g/></svg>'


def test_a_small_drawing_is_larger_and_still_a_drawing() -> None:
    found = larger(Markup(DRAWING.format(100, 50)))
    assert found == DRAWING.format(round(100 * FACTOR), round(50 * FACTOR))
    assert isinstance(found, Markup)


def test_a_wide_drawing_is_not_wider_than_the_page_and_scrolls_on_a_phone() -> None:
    for size, shown in (((600, 300), (WIDEST, WIDEST / 2)), ((900, 300), (900, 300))):
        found = larger(DRAWING.format(*size))
        assert DRAWING.format(*(f"{side:.0f}" for side in shown)) in found
        assert found.startswith('<div class="scroll drawn" role="group"')
        assert 'tabindex="0"' in found, "the keyboard must be able to scroll it"


def test_no_drawing_stays_as_it_is() -> None:
    assert larger("") == ""
