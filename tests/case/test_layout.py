"""Which files a case has: said once, and read by all that need to know."""

import ast
from pathlib import Path

import interim
from interim.case.draft import Draft
from interim.case.find import TEMPLATE
from interim.case.layout import CELLS, FILES, FOLDERS, present
from interim.case.model import Case

ROOT = Path(interim.__file__).parent
NAMES = {spec.name for spec in FILES}
STEMS = {name.removesuffix(".yaml") for name in NAMES}


def listed(text: str) -> list[int]:
    """Lines with a literal collection that names three or more files of a case."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Dict):
            parts = node.keys
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            parts = node.elts
        else:
            continue
        said = {part.value for part in parts if isinstance(part, ast.Constant)}
        # What a part is called in words may be said by its stem, but which there are may not. Some
        # commands have the name of a part: they stand among others.
        stems = 0 if isinstance(node, ast.Dict) else len(said & STEMS)
        if len(said & NAMES) > 2 or stems > max(2, len(said) // 2):
            found.append(node.lineno)
    return found


def test_a_second_list_is_seen():
    assert listed('x = 1\nKNOWN = ("war.yaml", "bodies.yaml", "issues.yaml")') == [2]
    assert listed('PARTS = {"war.yaml": 1, "bodies.yaml": 2, "issues.yaml": 3}') == [1]
    assert listed('for part in ["war", "bodies", "issues"]: pass') == [1]


def test_the_files_of_a_case_are_listed_once():
    texts = {path: path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")}
    assert {path: lines for path, text in texts.items() if (lines := listed(text))} == {}


def test_every_file_fills_a_part_of_a_case_and_of_its_draft():
    draft = Draft()
    for spec in (*FILES, *FOLDERS):
        assert spec.part in Case.model_fields
        assert hasattr(draft, spec.part)


def test_the_files_that_a_folder_has(tmp_path):
    there = present(TEMPLATE)
    on_disk = {path.relative_to(TEMPLATE).as_posix() for path in TEMPLATE.rglob("*.yaml")}
    assert set(there) == on_disk
    assert CELLS not in there
    assert {spec.part for name, spec in there.items() if "/" in name} == {"plans", "lenses"}
    (tmp_path / "war.yaml").write_text("")
    (tmp_path / "notes.yaml").write_text("")
    assert list(present(tmp_path)) == ["war.yaml"]
