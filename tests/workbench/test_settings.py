"""Settings are kept for the next visit; a link says what it says."""

import html
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from interim.foundation.errors import BadInput
from interim.interfaces.workbench import bundle, settings
from interim.interfaces.workbench.pages import PAGES
from interim.interfaces.workbench.store import Store
from interim.interfaces.workbench.view import View, parse

CASE = "template"


@pytest.fixture
def case(cases: dict[str, Case]) -> Case:
    return cases[CASE]


@pytest.fixture
def quantity(case: Case) -> tuple[str, str]:
    """A quantity of the case, and a value for it."""
    name = next(name for name, q in case.quantities.items() if q.uncertain)
    return name, case.quantities[name].text


@pytest.fixture
def asked(case: Case, quantity: tuple[str, str]) -> View:
    """A view whose settings are all unlike those that nobody chose."""
    name, value = quantity
    lens = next(iter(case.lenses))
    return View(
        CASE, "design", plan=case.header.plans[0], lens=lens, settings=((name, value),),
        futures=1000, seed=7,
    )  # fmt: skip


def test_settings_come_back_as_they_were(case: Case, asked: View) -> None:
    store = Store(":memory:")
    assert settings.kept(store, case) is None
    settings.keep(store, case, asked)
    found = settings.applied(store, case, View(CASE, "hold", plan="x"))
    assert found == View(
        CASE, "hold", plan="x", lens=asked.lens, settings=asked.settings, futures=1000, seed=7
    )
    settings.keep(store, case, View(CASE, "design"))
    assert settings.kept(store, case) is None, "what nobody chose is nothing to keep"
    settings.keep(store, case, asked)
    settings.forget(store, CASE)
    assert settings.kept(store, case) is None
    store.close()


def test_what_no_longer_fits_the_case_is_left_out(case: Case, asked: View) -> None:
    store = Store(":memory:")
    settings.keep(store, case, asked)
    (name, value), lens = asked.settings[0], asked.lens
    store.set(CASE, "no.such.number", "1")
    store.set(CASE, "lens", "nobody")
    store.set(CASE, "seed", "-1")
    store.set(CASE, "futures", "many")
    found = settings.kept(store, case)
    assert found is not None
    assert (found.lens, found.settings) == (None, ((name, value),))
    assert (found.seed, found.futures) == (settings.BLANK.seed, settings.BLANK.futures)
    store.set(CASE, name, "nonsense")
    assert settings.kept(store, case) is None
    assert lens is not None
    with pytest.raises(BadInput):
        settings.keep(store, case, View(CASE, "design", settings=((name, "nonsense"),)))
    store.close()


def test_the_next_visit_has_the_settings_and_a_link_its_own(
    client: TestClient, case: Case, asked: View
) -> None:
    plain = client.get(f"/{CASE}", follow_redirects=False).headers["location"]
    (name, value), lens = asked.settings[0], asked.lens or ""
    answer = client.post(
        f"/{CASE}/settings",
        data={
            "back": f"/{CASE}/design?plan={asked.plan}&seed=3",
            "lens": lens, "futures": "1000", "seed": "7", "set": f"{name}={value}",
        },
        follow_redirects=False,
    )  # fmt: skip
    assert answer.headers["location"] == asked.address()
    page = client.get(asked.address()).text
    assert f"Settings saved: seen by {html.escape(case.lenses[lens].title)}" in page
    assert "1,000 futures; seed 7" in page
    assert "This link shows others" not in page
    # A visit: an address that says nothing.
    for address in (f"/{CASE}", f"/{CASE}/hold"):
        led = client.get(address, follow_redirects=False)
        assert led.status_code == 303
        there = led.headers["location"]
        found = parse(case, "", parse_qsl(urlsplit(there).query))
        assert (found.lens, found.settings, found.futures, found.seed) == (
            lens, ((name, value),), 1000, 7,
        )  # fmt: skip
    # A link: it shows what it says, and says so.
    page = client.get(plain).text
    assert "This link shows others" in page
    assert 'id="s-seed" name="seed" type="number" min="0" max="2147483647" value="1"' in page
    back = html.unescape(re.findall(r'others: <a href="([^"]+)"', page)[0])
    assert "seed=7" in back
    led = client.post(
        f"/{CASE}/settings/reset", data={"back": asked.address()}, follow_redirects=False
    )
    assert led.headers["location"] == f"/{CASE}/design?plan={asked.plan}"
    assert "Settings saved" not in client.get(plain).text
    assert client.get(f"/{CASE}", follow_redirects=False).headers["location"] == plain


def test_settings_that_cannot_be_used_are_refused(client: TestClient, case: Case) -> None:
    for wrong in (
        {"lens": "nobody"}, {"seed": "-1"}, {"futures": "1000000"}, {"set": "no.number=1"},
        {"set": f"{next(iter(case.quantities))}=nonsense"},
    ):  # fmt: skip
        answer = client.post(f"/{CASE}/settings", data={"back": f"/{CASE}/design"} | wrong)
        assert answer.status_code == 422
        assert "Nothing was changed" in answer.text
    assert "Settings saved" not in client.get(f"/{CASE}/design").text


def test_settings_outlive_the_server(case: Case, asked: View, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    settings.keep(store, case, asked)
    store.close()
    store = Store(tmp_path / "store")
    assert settings.applied(store, case, View(CASE, "design", plan=asked.plan)) == asked
    store.close()


def test_links_of_a_first_answer_ask_for_all_futures(shared_client: TestClient, case: Case) -> None:
    page = shared_client.get(f"/{CASE}/hold?plan={case.header.plans[0]}&futures=300").text
    links = re.findall(rf'href="(/{CASE}/design[^"]*)"', page)
    assert links
    assert all("futures=300" in link for link in links)


def test_settings_travel_with_a_case(case: Case, asked: View, tmp_path: Path) -> None:
    store = Store(":memory:")
    settings.keep(store, case, asked)
    taken = bundle.unpacked(bundle.packed(case, store), tmp_path, {CASE}, store)
    assert taken.id != CASE
    assert settings.kept(store, taken) == settings.kept(store, case)
    store.close()


@pytest.mark.parametrize("page", PAGES)
def test_no_form_forgets_what_the_address_says(
    shared_client: TestClient, case: Case, asked: View, page: str
) -> None:
    """Without a script too, each page's own form asks for the same plan, lens and values."""
    plan = case.header.plans[0]
    issue, entry = next(iter(case.issues.issues.items()))
    option = next(o for o in entry.options if o != case.package(plan)[issue])
    (name, value), lens = asked.settings[0], asked.lens
    view = replace(asked, page=page, changes=((issue, option),), futures=60)
    found = shared_client.get(view.address()).text
    form = found.partition('id="controls"')[2].partition("</form>")[0]
    assert f'{issue}:{option}"' in form
    assert f'value="{html.escape(f"{name}={value}")}"' in form
    assert re.search(rf'name="lens" value="{lens}"|value="{lens}" selected', form)
    assert f'name="plan" value="{plan}"' in form or f'value="{plan}" selected' in form
