"""JSON Schemas of the case files, so that editors complete and check while one writes.

They are made from the models. What the models cannot say in a schema (names that stand in other
files, provenance) is left to `interim check`.
"""

from __future__ import annotations

import ast
import functools
import inspect
import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from interim.case import model as models
from interim.case.layout import FILES, FOLDERS, CaseFile
from interim.case.quantity import Domain, json_schema
from interim.foundation.files import write_text

_PACKAGE = Path(__file__).parents[1]
_TEXT_OR_NOTHING = [{"type": "string"}, {"type": "null"}]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def shipped() -> Path:
    """The folder with the schemas that come with Interim."""
    inside = _PACKAGE / "schemas"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "schemas"


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of each kind of case file: schema name -> schema."""
    return {spec.schema: _schema(spec) for spec in (*FILES, *FOLDERS)}


def write_schemas(folder: Path) -> list[Path]:
    """Write all schemas to a folder.

    Raises:
        BadInput: the folder cannot be written to.
    """
    return [write_text(Path(folder) / name, text) for name, text in _texts().items()]


def stale(folder: Path | None = None) -> list[str]:
    """Names of schemas in a folder that are missing, superfluous or differ from the models.

    Args:
        folder: by default that of the schemas that come with Interim.
    """
    folder = shipped() if folder is None else Path(folder)
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    texts = _texts()
    return sorted(name for name in {*there, *texts} if there.get(name) != texts.get(name))


def _texts() -> dict[str, str]:
    return {
        name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in schemas().items()
    }


def _schema(spec: CaseFile) -> dict[str, Any]:
    made = TypeAdapter(spec.model).json_schema(by_alias=True, mode="validation")
    blocks = made.get("$defs", {})
    for name, block in blocks.items():
        _describe(block, name)
    if isinstance(spec.model, type):
        _describe(made, spec.model.__name__)
    if spec in FOLDERS:  # the id is the name of the file
        made["required"] = [key for key in made["required"] if key != "id"]
    if "Clause" in blocks:
        _allow_bare_option(blocks)
    made = _compact(made)
    made.setdefault("$defs", {}).update(
        {domain.value: json_schema(domain) for domain in Domain if _refers(made, domain)}
    )
    name = spec.name if spec in FILES else f"a file in {spec.name}"
    return {"$schema": _DIALECT, **made, "title": name}


def _compact(node: Any) -> Any:
    """Say what a quantity may be once per file, and leave out titles that only repeat keys."""
    if isinstance(node, list):
        return [_compact(item) for item in node]
    if not isinstance(node, dict):
        return node
    for domain in Domain:
        forms = json_schema(domain)["anyOf"]
        if node.get("anyOf") in (forms, [*forms, {"type": "null"}]):
            kept = {"description": node["description"]} if "description" in node else {}
            return kept | {"$ref": f"#/$defs/{domain.value}"}
    if node.get("anyOf") == _TEXT_OR_NOTHING:  # who has nothing to say leaves the key out
        node = {key: value for key, value in node.items() if key not in ("anyOf", "default")}
        node["type"] = "string"
    return {
        key: _compact(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str))
    }


def _refers(node: Any, domain: Domain) -> bool:
    return f'"#/$defs/{domain.value}"' in json.dumps(node)


def _allow_bare_option(blocks: dict[str, Any]) -> None:
    blocks["ClauseBlock"] = blocks["Clause"]
    option = blocks["ClauseBlock"]["properties"]["option"]
    blocks["Clause"] = {
        "description": blocks["ClauseBlock"].get("description", ""),
        "anyOf": [option, {"$ref": "#/$defs/ClauseBlock"}],
    }


def _describe(block: dict[str, Any], name: str) -> None:
    """Add what the model says of each field below it."""
    for key, text in _field_texts().get(name, {}).items():
        if key in block.get("properties", {}):
            block["properties"][key]["description"] = text


@functools.cache
def _field_texts() -> dict[str, dict[str, str]]:
    """Class -> key in the file -> the docstring below the field in the source of the models."""
    texts: dict[str, dict[str, str]] = {}
    for name in models.__all__:
        block = getattr(models, name)
        if not (isinstance(block, type) and issubclass(block, models.Block)):
            continue
        (statement,) = ast.parse(inspect.getsource(block)).body
        assert isinstance(statement, ast.ClassDef)
        fields = texts.setdefault(name, {})
        for field, after in zip(statement.body, statement.body[1:], strict=False):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
            ):
                key = field.target.id.rstrip("_")
                fields[key] = " ".join(str(after.value.value).split())
    return texts
