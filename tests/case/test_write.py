"""A new case, and the schemas that editors check it with."""

import json
from functools import cache

import jsonschema
import pytest

from interim.case import schema, write
from interim.case.layout import FILES, FOLDERS
from interim.case.positions import read_yaml
from interim.case.read import TEMPLATE, load
from interim.case.write import new
from interim.foundation.errors import BadInput

schemas = cache(schema.schemas)

NAMED = [(spec.name, spec.schema) for spec in FILES] + [
    (f"{spec.name}{path.name}", spec.schema)
    for spec in FOLDERS
    for path in sorted((TEMPLATE / spec.name).glob("*.yaml"))
]


# --- schemas -------------------------------------------------------------------------------


def test_the_shipped_schemas_are_those_of_the_models():
    assert schema.stale() == [], "run `interim schema --write schemas`"


@pytest.mark.parametrize("name", list(schemas()))
def test_schemas_are_schemas(name):
    jsonschema.Draft202012Validator.check_schema(schemas()[name])


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_the_template_satisfies_its_schemas(file, name):
    text = (TEMPLATE / file).read_text()
    jsonschema.validate(read_yaml(text, file, "x").data, schemas()[name])


@pytest.mark.parametrize(
    ("name", "file", "old", "new"),
    [
        ("war.json", "war.yaml", "attacker:", "atacker:"),
        ("war.json", "war.yaml", "zone_km2: 1000", "zone_km2: -1"),
        ("enforcement.json", "enforcement.yaml", "resolve: 0.3 to 0.8", "resolve: 1.2"),
        ("case.json", "case.yaml", "[principal]", "[principle]"),
        ("plan.json", "plans/standstill.yaml", "short: Standstill\n", ""),
    ],
)
def test_schemas_find_mistakes(name, file, old, new):
    text = (TEMPLATE / file).read_text()
    assert old in text
    data = read_yaml(text.replace(old, new), file, "x").data
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schemas()[name])


def test_schemas_describe_the_keys():
    front = schemas()["war.json"]["$defs"]["Front"]["properties"]
    assert front["captured"]["description"].startswith("Issue -> option")


def test_stale_names_what_differs(tmp_path):
    schema.write_schemas(tmp_path)
    assert schema.stale(tmp_path) == []
    (tmp_path / "war.json").write_text("{}")
    (tmp_path / "plan.json").unlink()
    (tmp_path / "wars.json").write_text("{}")
    assert schema.stale(tmp_path) == ["plan.json", "war.json", "wars.json"]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_headers_of_the_template_name_a_schema_that_is_there(file, name):
    path = TEMPLATE / file
    header = path.read_text().splitlines()[0]
    target = path.parent / header.removeprefix("# yaml-language-server: $schema=")
    assert target.resolve() == (schema.shipped() / name).resolve()


# --- new cases -----------------------------------------------------------------------------


def test_a_new_case_runs(tmp_path):
    folder = new(tmp_path / "deep" / "My case_2")
    case = load(folder)
    assert (case.id, case.header.title) == ("my-case_2", "My case 2")
    assert case.quantities == load(TEMPLATE).quantities


def test_headers_of_a_new_case_name_a_schema_that_is_there(tmp_path):
    folder = new(tmp_path / "case")
    for file, name in NAMED:
        header = (folder / file).read_text().splitlines()[0]
        target = folder / file / ".." / header.removeprefix("# yaml-language-server: $schema=")
        assert json.loads(target.resolve().read_text()) == schemas()[name]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "case").mkdir()
    assert load(new(tmp_path / "case")).id == "case"


@pytest.mark.parametrize("name", ['"quotes"', "a: b", "-", "#", "…"])
def test_any_name_makes_a_valid_title(tmp_path, name):
    load(new(tmp_path / name))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "mine").write_text("x")
    with pytest.raises(BadInput, match="not empty"):
        new(tmp_path / "case")
    assert [path.name for path in tmp_path.rglob("*")] == ["case", "mine"]


def test_a_file_is_left_alone(tmp_path):
    (tmp_path / "case").write_text("x")
    with pytest.raises(BadInput, match="this is a file"):
        new(tmp_path / "case")


def test_a_copy_of_another_case(tmp_path):
    first = new(tmp_path / "first")
    (first / "README.md").write_text("About it.")
    second = new(tmp_path / "second", first)
    assert load(second).header.title == "First"
    assert (second / "README.md").read_text() == "About it."
    assert (second / "war.yaml").read_text() == (first / "war.yaml").read_text()


def test_a_broken_case_is_not_copied(tmp_path):
    first = new(tmp_path / "first")
    (first / "war.yaml").unlink()
    with pytest.raises(BadInput, match="missing"):
        new(tmp_path / "second", first)
    assert not (tmp_path / "second").exists()


def test_nothing_is_left_when_it_fails_midway(tmp_path, monkeypatch):
    def interrupted(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "write_schemas", interrupted)
    with pytest.raises(KeyboardInterrupt):
        new(tmp_path / "case")
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_a_bundled_case_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(write, "bundled", lambda: {"known": tmp_path})
    with pytest.raises(BadInput, match="bundled"):
        new(tmp_path.__class__("known"))
