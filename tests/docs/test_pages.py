"""Every generated page is listed, and a page that is stale is named with what makes it anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import made_from
import pages
from docs.pages import DOCS, PAGES, README, ROOT, name
from house_page import modules
from pages import Made

MARKED = re.compile(r"^<!-- (/\w+|[\w -]+: end|end) -->$|^Made from .* by `scripts/", re.MULTILINE)
PAGE = "<!-- table: begin -->\none\n<!-- table: end -->\n\nBy hand.\n"
SCRIPT = '''
"""Write the page."""
from pathlib import Path
from interim.foundation.version import VERSION
page = Path(__file__).parent / "page.md"
page.write_text(page.read_text().replace("one", "two"))
(page.parent / "figure.svg").write_text("<svg/>")
'''


def test_every_page_with_something_generated_is_listed() -> None:
    listed = {page for made in pages.ALL for page in made.pages}
    generated = {
        name(page) for page in [README, *PAGES] if MARKED.search(page.read_text(encoding="utf-8"))
    }
    assert generated <= listed


def test_every_figure_is_listed() -> None:
    listed = {figure for made in pages.ALL for figure in made.figures} | {"docs/figures/stages.svg"}
    assert listed == {path.relative_to(ROOT).as_posix() for path in DOCS.glob("figures/*")}


def test_what_is_listed_is_there() -> None:
    names = [made.name for made in pages.ALL]
    assert len(names) == len(set(names))
    for made in pages.ALL:
        assert set(made.roots) <= set(modules())
        for file in (*made.pages, *made.figures, *made.files):
            assert (ROOT / file).is_file(), file
        assert made.script is None or made.script.is_file()


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A page that was just made and stamped."""
    (tmp_path / "page.md").write_text(PAGE)
    (tmp_path / "make.py").write_text(SCRIPT)
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    made = Made("it", ("make.py",), {"page.md": ("template",)}, ("figure.svg",))
    monkeypatch.setattr(pages, "ALL", (made,))
    assert "page.md: does not say what it was made from" in refused()
    assert pages.main(["make"]) == 0
    assert not pages.stale(made)
    return made


def refused() -> str:
    made = pages.ALL[0]
    assert pages.main(["check"]) == 1
    return f"{', '.join(made.pages)}: {pages.stale(made)}"


def changed(file: str, before: str, after: str) -> None:
    path = pages.ROOT / file
    path.write_text(path.read_text().replace(before, after))


def test_a_page_carries_what_it_was_made_from(made: Made) -> None:
    page = (pages.ROOT / "page.md").read_text()
    assert page.startswith(PAGE.replace("one", "two"))
    stamp = made_from.read(page, "it")
    assert stamp is not None
    assert stamp["case template"] == made_from.case("template")
    assert {"code", "text", "figures", "seconds"} < set(stamp)


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("page.md", "two", "three", "its text changed"),
        ("figure.svg", "<svg/>", "<svg></svg>", "a figure changed"),
        ("make.py", '"two"', '"2"', "the code changed"),
    ],
)
def test_what_changed_is_said(made: Made, file: str, before: str, after: str, said: str) -> None:
    changed(file, before, after)
    assert said in refused()


def test_a_changed_case_is_named(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_from, "case", lambda name: "another")
    assert "the case template changed since it was made" in refused()


def test_prose_and_comments_may_change(made: Made) -> None:
    changed("page.md", "By hand.", "By another hand.")
    changed("make.py", '"""Write the page."""', "# With a comment instead.")
    assert pages.main(["check"]) == 0


def test_a_page_that_would_be_the_same_is_kept_with_a_reason(made: Made) -> None:
    changed("make.py", '"two"', '"tw" + "o"')
    assert "the code changed" in refused()
    assert pages.main(["keep", "it", "the same word in two parts"]) == 0
    assert pages.main(["check"]) == 0
    page = (pages.ROOT / "page.md").read_text()
    assert page.count("<!-- made by it:") == 1
    assert "kept the same word in two parts -->" in page


def test_a_measurement_fails_nothing(
    made: Made, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed("page.md", "two", "three")
    monkeypatch.setattr(pages, "ALL", (Made("it", ("make.py",), made.pages, measured=True),))
    assert pages.main(["check"]) == 0
    assert "measured: no failure" in capsys.readouterr().out


def test_what_a_module_of_the_package_runs_counts() -> None:
    script = ROOT / "scripts" / "bridge_page.py"
    reached = made_from.reached(made_from.imported(script))
    # By way of others, and inside of functions.
    assert {"questions.bridge", "stages.adoption", "case.rules.votes", "futures"} <= reached
    assert not {name for name in reached if name.startswith("interfaces")}


@pytest.mark.parametrize(
    "text",
    [
        "x = 'é'  # a comment\n",
        '"""Docs é."""\n\nimport os\nfrom a import (\n    b,\n)\n\nx  =  \'é\'\n',
        "import sys; x = 'é'\n",
    ],
)
def test_what_does_not_run_does_not_count(text: str) -> None:
    assert made_from.essence(text).lstrip("; ") == "x = 'é'"


def test_what_runs_counts() -> None:
    assert made_from.essence("x = 1") != made_from.essence("x = 2")
    assert "# no comment" in made_from.essence("x = '# no comment'")
    said = "def f():\n    '''Docs.'''\n    return '''kept'''\n"
    assert made_from.essence(said) == "def f(): return '''kept'''"
