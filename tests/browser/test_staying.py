"""A sharper answer takes nothing away from whoever is reading: keyboard, place, what is open."""

from __future__ import annotations

from typing import Any

import pytest

from interim.interfaces.workbench.pages import PAGES

pytestmark = [pytest.mark.slow, pytest.mark.browser]

SHARPENED = [name for name, page in PAGES.items() if page.sharpens]

# The same page on more futures, put in place as the page itself does it.
RENEWED = """async (futures) => {
  const { renew } = await import('/static/result.js');
  const search = new URLSearchParams(location.search);
  search.set('futures', futures);
  const answer = await fetch(`${location.pathname}/part?${search}`);
  renew(document.querySelector('#part'), await answer.text());
}"""

REACHED = "#part :is(a[href], button, input, select, summary, [tabindex='0'])"


@pytest.mark.parametrize("name", SHARPENED)
def test_keyboard_stays_while_an_answer_sharpens(tab: Any, address: str, name: str) -> None:
    there = tab()
    page = there.page
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/sharpening*", hold)
    page.goto(f"{address}/borderland/{name}?futures=1000", wait_until="load")
    within = page.locator(REACHED)
    if not within.count():
        # Nothing to stay at: the section itself is where a reader of the screen may be.
        page.evaluate("() => { const p = document.querySelector('#part'); p.tabIndex = -1; }")
        within = page.locator("#part")
    at = within.last
    at.focus()
    before = page.evaluate("document.activeElement.outerHTML.slice(0, 60)")
    first = page.locator("#part").inner_text()
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    for route in held:
        route.continue_()
    there.settled()
    assert page.locator("#part").inner_text() != first, "no sharper answer came"
    assert page.evaluate("document.querySelector('#part').contains(document.activeElement)")
    assert page.evaluate("document.activeElement.outerHTML.slice(0, 60)") == before
    assert there.wrong == []


@pytest.mark.parametrize("case", ["borderland", "ukraine-2026"])
@pytest.mark.parametrize("name", [n for n in PAGES if n not in ("bridge", "explain")])
def test_every_stop_in_a_result_stays(tab: Any, address: str, name: str, case: str) -> None:
    there = tab()
    page = there.page
    page.route("**/sharpening*", lambda route: route.abort())
    page.goto(f"{address}/{case}/{name}?futures=200", wait_until="load")
    stops = page.locator(REACHED)
    for number in range(0, stops.count(), max(1, stops.count() // 4)):
        one = stops.nth(number)
        if not one.is_visible():
            continue
        one.evaluate("e => { e.focus(); e.dataset.mine = 'yes'; }")
        page.evaluate(RENEWED, 300)
        # The attribute is not in the new answer: what counts is which element it is.
        assert page.evaluate("document.activeElement.matches('#part *')"), name
        assert page.evaluate("window.last = document.activeElement, true")
        page.evaluate(RENEWED, 200)
        assert page.evaluate("document.activeElement === window.last"), name


def test_what_is_open_or_scrolled_stays_so(tab: Any, address: str) -> None:
    there = tab(width=400, height=700)
    page = there.page
    page.route("**/sharpening*", lambda route: route.abort())
    page.goto(f"{address}/ukraine-2026/vote?futures=200", wait_until="load")
    details = page.locator("#part details").last
    details.locator("summary").click()
    wide = page.evaluate(
        "[...document.querySelectorAll('#part .scroll')].findIndex("
        "e => e.scrollWidth > e.clientWidth + 90 && e.checkVisibility())"
    )
    assert wide >= 0, "nothing to scroll"
    region = page.locator("#part .scroll").nth(wide)
    region.evaluate("e => { e.focus(); e.scrollLeft = 90; }")
    top = region.evaluate("e => e.getBoundingClientRect().top")
    scrolled = region.evaluate("e => e.scrollLeft")
    assert scrolled > 0
    page.evaluate(RENEWED, 300)
    assert details.evaluate("e => e.open")
    assert region.evaluate("e => e.scrollLeft") == scrolled
    assert region.evaluate("e => e === document.activeElement")
    assert abs(region.evaluate("e => e.getBoundingClientRect().top") - top) < 3


def test_what_is_gone_leaves_the_keyboard_near(tab: Any, address: str) -> None:
    there = tab()
    page = there.page
    page.goto(f"{address}/borderland/design?futures=200", wait_until="load")
    there.settled()
    renew = """async (html) => {
      const { renew } = await import('/static/result.js');
      renew(document.querySelector('#part'), html);
    }"""
    page.evaluate(renew, "<p><a href='/one'>one</a> <a href='/two'>two</a></p>")
    page.get_by_role("link", name="two").focus()
    page.evaluate(renew, "<ul><li><a href='/one'>one</a></li></ul><p>rest</p>")
    assert page.evaluate("document.activeElement.textContent") == "one"
    # A region with others before it is the same region.
    region = '<div role="region" aria-label="Mine" tabindex="0">{}</div>'
    page.evaluate(renew, region.format("1"))
    page.get_by_role("region", name="Mine").focus()
    other = '<div role="region" aria-label="Other" tabindex="0">0</div>'
    page.evaluate(renew, other + region.format("2"))
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Mine"
