"""Write docs/reference/schema.md: every key of the case files, from the JSON Schemas.

    .venv/bin/python scripts/schema_page.py           # write the page
    .venv/bin/python scripts/schema_page.py --check   # fail if it is not current

Type, domain and meaning stand in the schemas. Units do not, since a case file states a plain
number; they are listed here, and a number without one is an error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interim.case.layout import FILES, FOLDERS, CaseFile

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "schema.md"

TOP = """# Every key of a case

Made from `schemas/*.json` by `scripts/schema_page.py`, so it lists what the programme reads and
nothing else. [The case folder](../case-format.md) explains the same files with examples, and is the
page to begin with.

- A *quantity* is a constant or a distribution in [any notation](../case-format.md#quantities); its
  domain says which values it may take. Its mark is its own or that of the block around it.
- *id* is a name of lower-case letters, digits, hyphens, underscores and dots. `id → X` is a
  mapping: one entry per id.
- *Needed* keys have no default. Where another key is left out, the default holds, or nothing.
"""

PROVENANCE = {
    "source": "Id, or ids, in `sources.yaml`; alone: the numbers of this block stand there.",
    "derived": "The arithmetic that leads to these numbers, in words.",
    "fitted": "The script of the project that made these numbers.",
    "elicited": "Who was asked for these numbers, and by what protocol.",
    "judgement": "Why these numbers, where somebody had to judge.",
    "note": "What else there is to say; changes no mark.",
}

PROBABILITY = "change in probability"
VALUE = "value, 0 worst to 1 best package"
LOG_ODDS = "log-odds"
HAZARD = "per month"
DEATHS = "persons per month"

UNITS = {
    "Voters.between": "part of the other votes",
    "Asked.truce": "days",
    "Behaviour.accident_hazard": HAZARD,
    "Behaviour.assent_precision": "per unit of value",
    "Behaviour.opportunity_rate": "per year",
    "Behaviour.precision": "per unit of value",
    "Behaviour.probe_deaths": DEATHS,
    "Behaviour.probe_gain": VALUE,
    "Behaviour.probe_harm": VALUE,
    "Behaviour.tension_cost": VALUE,
    "Beginning.months": "months",
    "Belligerent.monthly_deaths": DEATHS,
    "Body.after": LOG_ODDS,
    "Body.sway": LOG_ODDS,
    "Body.threshold": "votes, or share of votes",
    "BodyRole.leanings": LOG_ODDS,
    "Change.access": "factor",
    "Change.turnout": "factor",
    "Civilians.monthly_deaths": DEATHS,
    "Correlation.value": "rank correlation",
    "Effect.accident_factor": "factor",
    "Effect.first_strike": PROBABILITY,
    "Effect.monitors": "persons",
    "Effect.peacekeepers": "persons",
    "Effect.rearmament": f"{PROBABILITY} per year",
    "Effect.relief_clean_months": "months",
    "Effect.relief_months": "months",
    "Effect.relief_start": "months",
    "Effect.vote_months": "months",
    "Effect.walkover_factor": "factor",
    "Front.edge_gain": "km² per month",
    "Front.high_ground": PROBABILITY,
    "Front.monthly_gain": "km² per month",
    "Front.monthly_spread": "km² per month",
    "Front.zone_km2": "km²",
    "Guarantor.alarm": "factor",
    "Guarantor.disengage": HAZARD,
    "Guarantor.engage": HAZARD,
    "Interaction.value": VALUE,
    "IssuePreference.weight": "relative weight",
    "Mandate.months": "months",
    "Member.abstention": LOG_ODDS,
    "Member.leaning": LOG_ODDS,
    "Member.population": "persons, in the unit that the body counts",
    "Member.seats": "seats",
    "Member.slope": "log-odds per unit of value",
    "Member.weight": "votes",
    "Monitoring.base": "detections per incident",
    "Monitoring.line_km": "km",
    "Monitoring.people_thousands": "thousands of persons",
    "Monitoring.per_monitor_km": "detections per monitor per km",
    "Monitoring.per_peacekeeper_km": "detections per peacekeeper per km",
    "Monitoring.per_watcher_thousand": "detections per watcher per 1,000 persons",
    "Observer.priors": "relative weight",
    "Observer.response": PROBABILITY,
    "Patron.after_breach": "factor",
    "Patron.gain_shift": "km² per month",
    "Patron.in_peace": HAZARD,
    "Patron.withdrawal": HAZARD,
    "Popular.leaning": LOG_ODDS,
    "Popular.slope": "log-odds per unit of value",
    "Popular.swing": LOG_ODDS,
    "Population.blocking_minority": "votes",
    "Population.share": "share of people",
    "Preferences.refusal_cost": VALUE,
    "PrincipalType.prior": "relative weight",
    "PrincipalType.war_cost_factor": "factor",
    "PublicBelief.engagement": "logarithm of a hazard",
    "PublicBelief.points": "points",
    "PublicBelief.response": "share of the response",
    "Raised.threshold": "votes",
    "Replacement.value": "that of the quantity replaced",
    "Speaker.after": "factor",
    "Speaker.puts": "relative weight",
    "Speaker.weight": "relative weight",
    "Support.chance": PROBABILITY,
    "TerritoryUnit.official_km2": "km²",
    "Unit.prewar_electorate": "thousands of persons",
    "Voters.size": "thousands of persons",
    "WarEnd.hazard": HAZARD,
    "WarEnd.if_withdrawn": "factor",
    "WarEnd.resumes": HAZARD,
    "Withdrawal.deadline": "months",
    "Withdrawal.exposure": PROBABILITY,
    "Withdrawal.months": "months",
    "Withdrawal.steps": "steps",
    "Zone.people": "thousands of persons",
    "case.yaml.horizon_years": "years",
    "enforcement.yaml.first_strike": PROBABILITY,
    "enforcement.yaml.rearmament": f"{PROBABILITY} per year",
    "referendum.yaml.counting": LOG_ODDS,
    "referendum.yaml.pressure": LOG_ODDS,
    "referendum.yaml.swing": LOG_ODDS,
    "talks.yaml.after_breach": HAZARD,
    "talks.yaml.meetings": HAZARD,
}
"""Block (or file) and key -> unit. Shares have none: they are shares of 1."""

QUANTITIES = {
    "share": "0 to 1",
    "amount": "0 or more",
    "real": "any number",
    "name": "a name, or a choice among names",
}


def page() -> str:
    """The page as it should be.

    Raises:
        ValueError: a number has no unit, a key no meaning, or a unit no key.
    """
    used: set[str] = set()
    parts = [TOP]
    for spec in (*FILES, *FOLDERS):
        parts += _file(spec, used)
    if set(UNITS) - used:
        raise ValueError(f"no key of the schemas has these units: {sorted(set(UNITS) - used)}")
    return "\n".join(parts)


def _file(spec: CaseFile, used: set[str]) -> Iterator[str]:
    schema = json.loads((ROOT / "schemas" / spec.schema).read_text(encoding="utf-8"))
    stem = spec.schema.removesuffix(".json")
    blocks = {
        name: block
        for name, block in schema.get("$defs", {}).items()
        if name not in QUANTITIES and "properties" in block
    }
    yield f"\n## {spec.name} {{#{stem}}}\n"
    needed = "A case needs it." if spec.required else "A case may leave it out."
    yield needed if spec in FILES else f"One file each. {needed}"
    if "properties" in schema:
        yield from _table(schema, stem, used, spec.name)
    else:
        yield f"\nThe file is a mapping: {_type(schema, stem)}."
    for name, block in blocks.items():
        title = name.removesuffix("Block")
        yield f"\n### {title} {{#{stem}-{title.lower()}}}\n"
        yield block.get("description", "")
        yield from _table(block, stem, used, title)


def _table(block: dict[str, Any], stem: str, used: set[str], owner: str) -> Iterator[str]:
    yield "\n| key | needed | type | unit | domain | meaning |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for key, entry in block["properties"].items():
        meaning = entry.get("description") or PROVENANCE.get(key)
        if not meaning:
            raise ValueError(f"{owner}.{key} has no meaning: write a docstring below the field")
        needed = "yes" if key in block.get("required", ()) else _default(entry)
        kind, domain = _type(entry, stem), _domain(entry)
        unit = _unit(f"{owner}.{key}", entry, used)
        cells = (f"`{key}`", needed, kind, unit, domain, meaning.replace(" -> ", " → "))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(entry: dict[str, Any]) -> str:
    value = entry.get("default")
    if value is None or value == []:
        return "no"
    return f"no; `{json.dumps(value).strip(chr(34))}`"


def _unit(name: str, entry: dict[str, Any], used: set[str]) -> str:
    if name in UNITS:
        used.add(name)
        return UNITS[name]
    said = json.dumps({key: value for key, value in entry.items() if key != "description"})
    if '/amount"' in said or '/real"' in said or '"number"' in said or '"integer"' in said:
        raise ValueError(f"{name} is a number without a unit: add it to UNITS")
    return "share" if '/share"' in said else ""


def _type(entry: dict[str, Any], stem: str) -> str:
    """What a key holds, in words, with links to the blocks inside."""
    if "$ref" in entry:
        name = entry["$ref"].rsplit("/", 1)[1]
        if name in QUANTITIES:
            return "quantity"
        return f"[{name}](#{stem}-{name.lower()})"
    if "anyOf" in entry:
        forms = [_type(form, stem) for form in entry["anyOf"] if form.get("type") != "null"]
        return " or ".join(dict.fromkeys(forms))
    if "enum" in entry or "const" in entry:
        return "word"
    if entry.get("type") == "array":
        inside = entry.get("items") or entry["prefixItems"][0]
        return f"list of {_type(inside, stem)}"
    if entry.get("type") == "object":
        return f"id → {_type(_entries(entry), stem)}"
    if entry.get("type") == "string":
        return "id" if "pattern" in entry else entry.get("format", "text")
    plain = {"integer": "whole number", "number": "number", "boolean": "true or false"}
    return plain[entry["type"]]


def _entries(entry: dict[str, Any]) -> dict[str, Any]:
    """What each entry of a mapping holds."""
    if "patternProperties" in entry:
        (inside,) = entry["patternProperties"].values()
        return inside
    return entry["additionalProperties"]


def _domain(entry: dict[str, Any]) -> str:
    if "$ref" in entry:
        return QUANTITIES.get(entry["$ref"].rsplit("/", 1)[1], "")
    if "enum" in entry:
        return ", ".join(f"`{word}`" for word in entry["enum"])
    if "anyOf" in entry:
        return "; ".join(filter(None, dict.fromkeys(map(_domain, entry["anyOf"]))))
    if entry.get("type") == "array":
        least, most = entry.get("minItems"), entry.get("maxItems")
        count = f"{least} of them" if least == most and least else _between(least, most)
        inside = _domain(entry["items"]) if "items" in entry else ""
        return "; ".join(filter(None, (count, inside)))
    if entry.get("type") == "object":
        least, most = entry.get("minProperties"), entry.get("maxProperties")
        count = f"{least} entries" if least == most and least else _between(least, most)
        return "; ".join(filter(None, (count, _domain(_entries(entry)))))
    if "exclusiveMinimum" in entry:
        most = f", at most {entry['maximum']:g}" if "maximum" in entry else ""
        return f"above {entry['exclusiveMinimum']:g}{most}"
    if "minimum" in entry or "maximum" in entry:
        return _between(entry.get("minimum"), entry.get("maximum"))
    return ""


def _between(least: float | None, most: float | None) -> str:
    if least is None and most is None:
        return ""
    if most is None:
        return f"{least:g} or more"
    return f"{least:g} to {most:g}" if least is not None else f"at most {most:g}"


def main(arguments: list[str]) -> int:
    text = page() + "\n"
    if "--check" in arguments:
        if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
            print(f"{PAGE.relative_to(ROOT)} is not current; run scripts/schema_page.py")
            return 1
        return 0
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
