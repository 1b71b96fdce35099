"""The house: arrows between folders point downward only, and names do not dodge each other."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import house_page
import interim
from house_page import FLOOR, arrows, parsed, room, wrong

ROOT = Path(interim.__file__).parent


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return house_page.texts()


def test_every_module_has_a_floor(texts):
    # A folder that holds rooms, such as `interfaces`, is on none itself and imports nothing.
    homeless = [name for name in texts if room(name) not in FLOOR and "." in name]
    assert homeless == []
    assert {room(name) for name in texts if room(name) not in FLOOR} <= {"interfaces"}


def test_arrows_point_downward(texts):
    assert wrong(arrows(texts)) == []


def test_no_module_imports_itself_by_way_of_others(texts):
    graph: dict[str, set[str]] = {name: set() for name in texts}
    for arrow in arrows(texts):
        graph[arrow.importer].add(arrow.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("a circle: " + " -> ".join(error.args[1]))


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("case.read", "from interim.stages import war"),
        ("foundation.files", "def late():\n    import interim.case.read"),
        ("history.outside", "from interim.territory.contact import contact"),
        ("presentation.sentences", "from interim.interfaces.terminal import screen"),
        ("evaluation.flow", "from interim import __version__"),
    ],
)
def test_an_arrow_that_points_up_is_named(texts, importer, line):
    (said,) = wrong(arrows(texts | {importer: line}))
    assert said.startswith(f"{importer}:{line.count(chr(10)) + 1} imports")


def test_what_stands_at_the_top(texts):
    files = {path.name for path in ROOT.iterdir() if path.is_file()}
    assert files == {"__init__.py", "__main__.py", "futures.py", "py.typed"}


def test_within_a_folder_no_name_stands_twice():
    for folder in [ROOT, *(path for path in ROOT.rglob("*") if path.is_dir())]:
        names = [
            path.stem
            for path in folder.iterdir()
            if path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")
        ]
        assert len(names) == len(set(names)), folder
        assert folder.name not in names, folder


def test_no_module_bears_the_name_of_a_public_function(texts):
    # A command is a module of its own name, in a folder that nobody imports by name.
    public = set(interim.__all__)
    found = [name for name in texts if name.rpartition(".")[2] in public]
    assert [name for name in found if not name.startswith("interfaces.commands.")] == []


PARTS_OF_A_RUN = ({"seed", "lens"}, {"futures", "settings"})
ONE_BY_ONE = {
    "futures.Run",
    "evaluation.flow.evaluate",  # its public short form
    "interfaces.workbench.view.View",  # an address of a page; the two below are read into one
    "interfaces.workbench.api.Asked",
    "interfaces.workbench.forms.keep_settings",
}


def in_parts(texts: dict[str, str]) -> list[str]:
    """Functions with parameters, and classes with fields, that are the parts of a `Run`."""
    found = []
    for module, text in texts.items():
        for node in ast.walk(parsed(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
            elif isinstance(node, ast.ClassDef):
                fields = (each for each in node.body if isinstance(each, ast.AnnAssign))
                names = {ast.unparse(each.target) for each in fields}
            else:
                continue
            if any(parts <= names for parts in PARTS_OF_A_RUN):
                found.append(f"{module}.{node.name}")
    return found


def test_a_run_is_handed_on_whole(texts):
    assert set(in_parts(texts)) == ONE_BY_ONE


@pytest.mark.parametrize(
    "text",
    ["def late(case, *, seed=1, lens=None): ...", "class Held:\n  futures: int\n  settings: dict"],
)
def test_a_run_in_parts_is_named(text):
    (said,) = in_parts({"questions.war": text})
    assert said in ("questions.war.late", "questions.war.Held")


def numbers_of_futures(texts: dict[str, str]) -> list[str]:
    """Runs and options whose number of futures is written beside them."""
    return [
        f"{module}:{node.lineno}"
        for module, text in texts.items()
        for node in ast.walk(parsed(text))
        if isinstance(node, ast.Call)
        and any(isinstance(each, ast.Constant) and each.value != 1 for each in node.args[:1])
        and ast.unparse(node.func).rpartition(".")[2] in ("Run", "common", "on")
    ]


def test_numbers_of_futures_stand_in_one_place(texts):
    # One future is no default: where the draws do not matter, as for what a lens replaces.
    assert numbers_of_futures(texts) == []
    beside = "run = Run(500, 2)\n@options.common(10)\ndef asked(): return run.on(few)"
    assert numbers_of_futures({"late": beside}) == ["late:1", "late:2"]


MOST_ARGUMENTS = 10


def test_no_stage_hands_on_more_arguments_than_one_can_follow(texts):
    found = [
        (name, part.name, count)
        for name, text in texts.items()
        if name.startswith("stages.")
        for part in ast.walk(ast.parse(text))
        if isinstance(part, ast.FunctionDef)
        and (count := len(part.args.posonlyargs) + len(part.args.args)) > MOST_ARGUMENTS
    ]
    assert found == []
