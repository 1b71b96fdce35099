"""What one does with the workbench beyond reading, by pointer and by keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_keys_take_changes_back_and_bring_them_again(tab: Any, address: str) -> None:
    there = tab()
    page = there.page
    page.goto(f"{address}/borderland/design?futures=200", wait_until="load")
    there.settled()
    seen = [page.url]
    for number in (0, 1):
        clause = page.locator("select[data-base]").nth(number)
        values = clause.evaluate("e => [...e.options].map(o => o.value)")
        clause.select_option(next(value for value in values if value != clause.input_value()))
        page.wait_for_function("before => location.href !== before", arg=seen[-1])
        there.settled()
        seen.append(page.url)
    for key, expected in (
        ("Control+z", seen[1]), ("Control+z", seen[0]),
        ("Control+Shift+z", seen[1]), ("Control+y", seen[2]),
    ):  # fmt: skip
        page.keyboard.press(key)
        page.wait_for_function("url => location.href === url", arg=expected)
        page.wait_for_load_state("load")
        there.settled()
    assert page.locator("#redo").is_disabled()
    # Pressed by the keyboard, the button keeps it, so that it can be pressed again.
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("url => location.href === url", arg=seen[1])
    page.wait_for_load_state("load")
    page.wait_for_function("() => document.activeElement.id === 'undo'")
    page.keyboard.press("Enter")
    page.wait_for_function("url => location.href === url", arg=seen[0])
    page.wait_for_load_state("load")
    # Nothing more to take back: the keyboard is at the button beside it.
    page.wait_for_function("() => document.activeElement.id === 'redo'")
    assert there.wrong == []


def test_keys_in_a_note_are_those_of_the_note(tab: Any, address: str) -> None:
    there = tab()
    page = there.page
    page.goto(f"{address}/borderland/design?futures=200", wait_until="load")
    there.settled()
    first = page.url
    page.goto(f"{address}/borderland/design?futures=200&seed=5", wait_until="load")
    there.settled()
    page.locator("footer details summary").first.click()
    page.locator("#note").fill("something")
    page.locator("#note").press("Control+z")
    page.wait_for_timeout(300)
    assert page.url != first


def test_settings_are_saved_and_reset_on_the_page(tab: Any, address: str) -> None:
    there = tab()
    page = there.page
    page.goto(f"{address}/borderland/design?futures=200", wait_until="load")
    there.settled()
    try:
        page.locator(".settings summary").focus()
        page.keyboard.press("Enter")
        lens = page.locator("#s-lens option").nth(1).get_attribute("value")
        page.locator("#s-lens").select_option(lens)
        page.locator("#s-seed").fill("12")
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url("**seed=12*")
        assert f"lens={lens}" in page.url
        assert page.locator(".kept-settings").count() == 0
        page.locator(".settings summary").click()
        page.get_by_role("button", name="save for the next visit").click()
        page.wait_for_load_state("load")
        assert "Settings saved: " in page.locator(".kept-settings").inner_text()
        assert "seed 12" in page.locator(".kept-settings").inner_text()
        page.goto(f"{address}/borderland", wait_until="load")
        assert "seed=12" in page.url
        assert f"lens={lens}" in page.url
        page.goto(f"{address}/borderland/design?futures=200", wait_until="load")
        assert "seed=12" not in page.url
        assert "This link shows others" in page.locator(".kept-settings").inner_text()
    finally:
        page.goto(f"{address}/borderland/design?futures=200&seed=12", wait_until="load")
        page.get_by_role("button", name="Reset").click()
        page.wait_for_load_state("load")
    assert "seed=12" not in page.url
    assert page.locator(".kept-settings").count() == 0
    assert there.wrong == []


def test_a_point_of_the_bridge_opens_in_design(tab: Any, address: str) -> None:
    there = tab()
    page = there.page
    page.goto(f"{address}/borderland/bridge", wait_until="load")
    page.wait_for_function("() => !document.querySelector('[data-waiting]')", timeout=60_000)
    points = page.locator("#part figure a")
    assert points.count() > 0
    points.last.click()
    page.wait_for_url("**/borderland/design?**")
    there.settled()
    assert page.locator(".clause.changed").count() == len(re.findall("change=", page.url)) > 0
    assert there.wrong == []


def test_a_search_shows_how_far_it_is_and_can_be_stopped(tab: Any, address: str) -> None:
    there = tab()
    page = there.page
    page.goto(f"{address}/borderland/bridge?seed=77", wait_until="load")
    page.wait_for_function("() => !document.querySelector('[data-waiting]')", timeout=60_000)
    page.get_by_role("button", name="Search").focus()
    page.keyboard.press("Enter")
    page.locator("#waiting-search").wait_for()
    page.wait_for_function(
        "() => document.querySelector('#waiting-search')?.textContent.includes('s so far')"
    )
    # The page renews itself meanwhile; the keyboard stays at the button.
    stop = page.get_by_role("button", name="Stop the search")
    stop.focus()
    told = page.locator("#waiting-search").inner_text()
    page.wait_for_function(
        "told => document.querySelector('#waiting-search')?.textContent !== told", arg=told
    )
    assert stop.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Search").wait_for()
    assert page.locator("#waiting-search").count() == 0
    assert there.wrong == []


def test_a_zone_is_drawn_by_keyboard_alone(tab: Any, address: str) -> None:
    there = tab()
    page = there.page
    page.goto(f"{address}/ukraine-2026/map", wait_until="load")
    stops = page.locator("figure.cells [data-cell][tabindex='0']")
    assert stops.count() == 1, "one cell is a stop on the way, not hundreds"
    stops.focus()
    cell = "document.activeElement.dataset.cell"
    first = page.evaluate(cell)
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        before = page.evaluate(cell)
        page.keyboard.press(key)
        assert page.evaluate(cell) != before, f"{key} leads nowhere"
    assert stops.count() == 1
    names = set()
    for key in ("Enter", "ArrowRight", "Space"):
        if key.startswith("Arrow"):
            page.keyboard.press(key)
            continue
        at = page.evaluate(cell)
        names.add(at)
        page.keyboard.press(key)
        page.wait_for_function(
            "at => document.querySelector(`[data-cell='${at}'][data-in]`)", arg=at
        )
        # The keyboard is where it was, on the new drawing.
        assert page.evaluate(cell) == at
        assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert set(page.locator("#cells").input_value().split(",")) == names
    assert "in two cells" in page.locator("#part").inner_text()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelectorAll('[data-cell][data-in]').length === 1")
    assert first
    assert there.wrong == []


def test_phases_are_gone_through_by_keyboard(tab: Any, address: str) -> None:
    there = tab()
    page = there.page
    page.goto(f"{address}/ukraine-2026/map?plan=joseph-1244", wait_until="load")
    slider = page.get_by_role("slider", name="When")
    assert not page.locator(".phases input[type=radio]").first.is_visible()
    slider.focus()
    page.keyboard.press("Home")
    phases = page.locator(".phases input[type=radio]").evaluate_all("all => all.map(p => p.value)")
    assert len(phases) > 3
    seen = set()
    for phase in phases:
        page.wait_for_function("phase => location.search.includes(`phase=${phase}`)", arg=phase)
        page.wait_for_function("() => !document.querySelector('#part[aria-busy]')")
        said = slider.get_attribute("aria-valuetext")
        assert said
        assert said in page.locator(".phases").inner_text()
        seen.add(page.locator("#part .lead").first.inner_text())
        page.keyboard.press("ArrowRight")
    assert len(seen) > 2
    # The keyboard is still on the slider, and the view comes back with its link.
    assert page.evaluate("document.activeElement.id") == "phase"
    page.keyboard.press("Control+z")
    page.wait_for_function("phase => location.search.includes(`phase=${phase}`)", arg=phases[-2])
    page.wait_for_function(
        "said => document.querySelector('#phase')?.value === said", arg=str(len(phases) - 2)
    )
    assert there.wrong == []
