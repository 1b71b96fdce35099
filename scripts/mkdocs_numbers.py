"""MkDocs hook: a page for each bundled case with every number and where it comes from.

The pages are made from the case folders while building, so they cannot fall behind them.
"""

import re
from itertools import groupby

from mkdocs.structure.files import File

import interim
from interim.case.find import bundled
from interim.presentation import sourcing
from interim.questions.sources import sources

TOP = """# {title}: every number and where it comes from

{summary} What a party wants is judged: a position can be quoted, a figure for it cannot. Any number
can be changed with `--set NAME=VALUE`.

{marks}

A range such as `0.2 to 0.5` is the central 90 % of a distribution; see
[the case folder](../case-format.md).

## Sources

{sources}
"""


def on_files(files, config, **_):
    for name in bundled():
        document = sources(interim.load(name))
        uri = f"cases/{name}-numbers.md"
        files.append(File.generated(config, uri, content=_page(document)))
    return files


def _page(document):
    parts = [
        TOP.format(
            title=document["title"],
            summary=sourcing.summed_up(document["marks"]),
            marks=sourcing.MARKS,
            sources="\n".join(_source(name, about) for name, about in document["sources"].items()),
        )
    ]
    for part, quantities in groupby(document["quantities"], key=_part):
        parts.append(
            f"\n## {part}\n\n| number | value | mark | source | why |\n"
            "| --- | --- | --- | --- | --- |"
        )
        parts += [_row(part, quantity) for quantity in quantities]
    return "\n".join(parts) + "\n"


def _part(quantity):
    return ".".join(quantity["name"].split(".")[:2])


def _row(part, quantity):
    cells = (
        f"`{quantity['name'].removeprefix(part + '.')}`",
        _plain(quantity["value"]),
        quantity["mark"] if quantity["uncertain"] else "constant",
        ", ".join(f"[{source}](#{_anchor(source)})" for source in quantity["source"]),
        _plain(" ".join(quantity[key] or "" for key in ("basis", "note"))),
    )
    return "| " + " | ".join(cells) + " |"


def _source(name, about):
    told = ", ".join(_plain(about[key]) for key in ("publisher", "date") if about.get(key))
    title = _plain(about["title"])
    if about.get("address"):
        title = f"[{title}]({about['address']})"
    certainty = f" Certainty: {about['certainty']}." if about.get("certainty") else ""
    where = f", {told}" if told else ""
    return f'- <span id="{_anchor(name)}"></span>**{name}**: {title}{where}.{certainty}'


def _anchor(name):
    return f"source-{name}"


def _plain(text):
    """Text of a case inside a Markdown table: one line, nothing read as markup."""
    flat = " ".join(str(text).split())
    return re.sub(r"([\\|<>*_`\[\]])", r"\\\1", flat)
