"""Small Genius files for tests."""

from __future__ import annotations

from pathlib import Path

DOMAIN = """
<negotiation_template>
<utility_space number_of_issues="3">
<objective index="0" name="trip" type="objective" etype="objective" description="">
<issue index="3" name="Where" type="discrete">
<item index="1" value="sea"/>
<item index="2" value="hills"/>
</issue>
<issue index="1" name="Days" type="integer" lowerbound="3" upperbound="5"/>
<issue index="7" name="Price" type="real"><range lowerbound="0" upperbound="10"/></issue>
</objective>
</utility_space>
</negotiation_template>
"""

PROFILE = """<utility_space>
<objective index="0" name="trip" type="objective" etype="objective" description="">
<weight index="1" value="0.3"/>
<weight index="3" value="0.5"/>
<weight index="7" value="0.2"/>
<issue index="1" name="Days" type="integer" lowerbound="3" upperbound="5">
<evaluator ftype="linear" slope="0.25" offset="0.1"/>
</issue>
<issue index="3" name="Where" type="discrete">
<item index="1" value="hills" evaluation="10"/>
<item index="2" value="sea" evaluation="4"/>
</issue>
<issue index="7" name="Price" type="real"><range lowerbound="0" upperbound="10"/>
<evaluator ftype="linear" parameter0="1.2" parameter1="-0.1"/>
</issue>
</objective>
<discount_factor value="0"/>
<reservation value="0.25"/>
</utility_space>
"""

BOXES_DOMAIN = """<negotiation_template>
<utility_space number_of_issues="2">
<objective index="0" name="root" type="objective" etype="objective" description="">
<issue index="1" name="a" type="integer" lowerbound="0" upperbound="3"/>
<issue index="2" name="b" type="integer" lowerbound="0" upperbound="3"/>
</objective>
</utility_space>
</negotiation_template>
"""

BOXES = """<utility_space type="nonlinear">
<objective index="0" name="root" type="objective" etype="objective" description="">
<issue index="1" name="a" type="integer" lowerbound="0" upperbound="3"/>
<issue index="2" name="b" type="integer" lowerbound="0" upperbound="3"/>
<utility maxutility="100">
<ufun type="PlainUfun" weight="1" aggregation="sum">
<hyperRectangle utility="40">
<INCLUDES index="1" min="1" max="2"/>
<INCLUDES index="2" min="2" max="9"/>
</hyperRectangle>
<hyperRectangle utility="30">
<EXCLUDES index="1" min="0" max="0"/>
<EXCLUDES index="2" min="0" max="1"/>
</hyperRectangle>
<hyperRectangle utility="25" weight="2"/>
</ufun>
</utility>
</objective>
<reservation value="0.5"/>
</utility_space>
"""


def domain_of(folder: Path) -> Path:
    """The file of a folder that holds the domain, by its outermost element."""
    for path in sorted(folder.glob("*.xml")):
        if "<negotiation_template" in path.read_text(encoding="utf-8", errors="replace"):
            return path
    raise AssertionError(f"no domain in {folder}")


def keep(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
