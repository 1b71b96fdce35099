"""Every page of the workbench in a browser: quiet, within reach of the keyboard, and readable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from interim.interfaces.workbench.pages import PAGES

HERE = Path(__file__).parent
SCREENSHOTS = HERE.parents[1] / "out" / "screenshots"
CASES = ("borderland", "ukraine-2026")
pytestmark = [pytest.mark.slow, pytest.mark.browser]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ("serious", "critical")

# Everything that the keyboard must reach, each with a number. Of the radio buttons of one group,
# and of what is folded away, the keyboard reaches only what it should.
MARK = """() => {
  const all = document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]');
  const found = {};
  let number = 0;
  for (const e of all) {
    if (e.disabled || e.type === 'hidden' || e.tabIndex < 0) continue;
    if (!e.checkVisibility({visibilityProperty: true}) || e.closest('[inert]')) continue;
    if (e.type === 'radio' && !e.checked) continue;
    e.dataset.stop = ++number;
    found[number] = e.outerHTML.slice(0, 120);
  }
  return found;
}"""

# Where the keyboard is, and whether one can see that it is there.
WHERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const box = e.getBoundingClientRect();
  return {
    stop: e.dataset.stop ?? null,
    html: e.outerHTML.slice(0, 120),
    seen: (outlined || style.boxShadow !== 'none') && box.right > 0 && box.bottom > 0,
  };
}"""

# What tables and figures are about, where it reaches past the screen.
CUT = """() => [...document.querySelectorAll('caption, figcaption')]
  .filter(e => e.checkVisibility())
  .map(e => {
    const range = document.createRange();
    range.selectNodeContents(e);
    return [e.textContent.slice(0, 80), range.getBoundingClientRect().right];
  })
  .filter(([, right]) => right > innerWidth)
"""


def url(address: str, case: str, page: str) -> str:
    # As few futures as the first answer has: what is looked at is the page.
    return f"{address}/{case}/{page}?futures=200"


@pytest.mark.parametrize("width", [1300, 400])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_quiet_readable_and_accessible(
    tab: Any, address: str, name: str, case: str, width: int
) -> None:
    there = tab(width=width)
    answer = there.page.goto(url(address, case, name), wait_until="load")
    assert answer.status == 200
    there.settled()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    there.page.screenshot(path=SCREENSHOTS / f"{case}-{name}-{width}.png", full_page=True)
    assert there.wrong == []
    assert there.page.locator("h1").count() == 1
    assert there.page.locator("#part, main table, main svg").count() > 0
    wide = there.page.evaluate("document.scrollingElement.scrollWidth")
    assert wide <= width, f"{name} is {wide} px wide on a screen of {width}"
    assert there.page.evaluate(CUT) == []
    assert findings(there.page) == []


@pytest.mark.parametrize("name", PAGES)
def test_keyboard_reaches_everything_and_is_seen(tab: Any, address: str, name: str) -> None:
    there = tab()
    there.page.goto(url(address, "borderland", name), wait_until="load")
    there.settled()
    stops = there.page.evaluate(MARK)
    there.page.keyboard.press("Tab")
    first = there.page.evaluate(WHERE)
    assert "skip" in first["html"], f"the first stop is {first['html']}"
    reached, unseen = set(), set()
    for _ in range(2 * len(stops) + 20):
        now = there.page.evaluate(WHERE)
        if now is None:  # past the last stop: the keyboard is not trapped
            break
        reached.add(now["stop"])
        if not now["seen"]:
            unseen.add(now["html"])
        there.page.keyboard.press("Tab")
    else:
        pytest.fail(f"the keyboard does not leave the page; it is at {now['html']}")
    assert {html for stop, html in stops.items() if stop not in reached} == set()
    assert unseen == set()


def test_keyboard_alone_changes_a_clause_and_takes_it_back(tab: Any, address: str) -> None:
    there = tab()
    page = there.page
    page.goto(address, wait_until="load")  # opens on a plan to change
    there.settled()
    before = page.url
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the rail
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("'base' in document.activeElement.dataset"):
            break
    clause = page.evaluate("document.activeElement.dataset.issue")
    assert clause, "no clause within reach"
    chosen = page.evaluate("document.activeElement.value")
    page.keyboard.press("ArrowDown")
    if page.evaluate("document.activeElement.value") == chosen:  # it was the last answer
        page.keyboard.press("ArrowUp")
    page.wait_for_function("before => location.href !== before", arg=before)
    there.settled()
    assert f"change={clause}%3A" in page.url
    changed = page.url
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "undo":
            break
    page.keyboard.press("Enter")
    page.wait_for_function("changed => location.href !== changed", arg=changed)
    page.wait_for_load_state("load")
    assert f"change={clause}" not in page.url
    assert page.locator(f"#i-{clause}").input_value() == chosen
    assert there.wrong == []


@pytest.mark.parametrize("name", PAGES)
def test_the_rail_leads_there_by_keyboard(tab: Any, address: str, name: str) -> None:
    there = tab()
    other = next(page for page in PAGES if page != name)
    there.page.goto(url(address, "borderland", other), wait_until="load")
    there.page.locator("nav.rail").get_by_role("link", name=PAGES[name].title, exact=True).focus()
    there.page.keyboard.press("Enter")
    there.page.wait_for_url(f"**/borderland/{name}*")
    assert there.page.locator("[aria-current=page]").inner_text() == PAGES[name].title
    assert there.page.locator("h1").inner_text() == PAGES[name].question
    assert there.wrong == []


@pytest.mark.parametrize("name", PAGES)
def test_page_works_without_script(tab: Any, address: str, name: str) -> None:
    there = tab(java_script_enabled=False)
    there.page.goto(url(address, "borderland", name), wait_until="load")
    assert there.page.locator("h1").inner_text() == PAGES[name].question
    assert there.page.locator("#part").inner_text().strip()
    assert there.wrong == []


def test_another_view_is_one_link_away(tab: Any, address: str) -> None:
    """What is looked at stands in the address: another visitor with the link sees the same."""
    one, two = tab(), tab()
    one.page.goto(url(address, "borderland", "design"), wait_until="load")
    one.settled()
    clause = one.page.locator("select[data-base]").first
    values = clause.evaluate("e => [...e.options].map(o => o.value)")
    clause.select_option(next(value for value in values if value != clause.input_value()))
    one.page.wait_for_url("**change=*")
    one.settled()
    two.page.goto(one.page.url, wait_until="load")
    two.settled()
    assert two.page.locator("#part").inner_text() == one.page.locator("#part").inner_text()


def test_faults_would_be_found(tab: Any) -> None:
    """The measure itself: a picture without words, a field without a name, pale letters."""
    page = tab().page
    page.set_content("<img src='data:,'><input><p style='color:#aaa;background:#fff'>pale</p>")
    found = {line.split()[1].rstrip(":") for line in findings(page)}
    assert found >= {"image-alt", "label", "color-contrast"}


def findings(page: Any) -> list[str]:
    """What axe finds wrong that keeps somebody from using the page, one line each."""
    page.evaluate((HERE / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules},"
        " resultTypes: ['violations']})",
        RULES,
    )
    return [
        f"{one['impact']} {one['id']}: {one['help']}: {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]
