"""`interim sources`: every number with its mark and what stands behind it."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import interim
from interim.case.find import bundled
from interim.case.quantity import marks
from interim.foundation.errors import BadInput
from interim.interfaces import cli
from interim.presentation.sourcing import hangs_on, summary, summed_up, unmarked
from interim.questions.sources import sources

ROOT = Path(__file__).parents[2]


def run(*arguments: str):
    result = CliRunner().invoke(cli.interim, ["sources", *arguments], obj=[])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


@pytest.mark.parametrize("name", bundled())
def test_every_number_of_a_bundled_case_says_where_it_comes_from(name):
    case = interim.load(name)
    document = sources(case)
    assert len(document["quantities"]) == len(case.quantities)
    for quantity in document["quantities"]:
        assert quantity["source"] or quantity["basis"], quantity["name"]
        if quantity["mark"] == "fitted":
            assert (ROOT / quantity["basis"].split()[0].rstrip(",")).is_file()
    counted = sum(sum(counts.values()) for counts in document["parts"].values())
    assert counted == sum(mark["count"] for mark in document["marks"].values())
    assert counted + document["constants"] == len(case.quantities)
    assert {mark["influence"] for mark in document["marks"].values()} == {None}
    assert document["unmarked"] == 0


def test_the_bundled_cases_are_marked_as_they_are():
    """A range that spans published figures, arithmetic that is stated, and judgement."""
    case = interim.load("ukraine-2026")
    marked = {n: q.mark for n, q in case.quantities.items() if q.uncertain and q.mark != "judged"}
    assert marked == {
        "enforcement.monitoring.line_km": "measured",
        "enforcement.monitoring.people_thousands": "measured",
        "territory.zones.western-donetsk.people": "measured",
        "war.front.monthly_spread": "derived",
        "referendum.units.donetsk.groups.residents-held.size": "derived",
    }
    fitted = interim.Run(1, lens="calibrated").quantities(case)
    changed = {n for n, q in fitted.items() if q.mark == "fitted"}
    assert changed == set(case.lenses["calibrated"].replaces)
    assert (ROOT / fitted["enforcement.behaviour.precision"].fitted).is_file()


def test_the_marks_are_those_of_the_evaluation(template: Path):
    case = interim.load(template)
    name = "enforcement.first_strike.north"
    done = interim.evaluate(case, futures=50, settings={name: "0.05"}).to_json()
    counted = marks(case.quantities.values())
    # A number that is set to one value is uncertain no more.
    assert done["provenance"] == counted | {"judged": counted["judged"] - 1}


def test_a_number_without_a_mark_counts_as_judged_and_is_told(template: Path, tmp_path: Path):
    folder = tmp_path / "case"
    shutil.copytree(template, folder)
    war = folder / "war.yaml"
    war.write_text(
        war.read_text().replace("    judgement: Counts differ by a factor of two.\n", "")
    )
    before, after = (sources(interim.load(path)) for path in (template, folder))
    assert after["unmarked"] == 2
    assert after["marks"] == before["marks"]
    said = "2 of these say nothing of where they come from"
    assert said in " ".join(run(str(folder)).split())
    assert said in CliRunner().invoke(cli.interim, ["check", str(folder)], obj=[]).stdout
    assert (
        "of these" not in CliRunner().invoke(cli.interim, ["check", str(template)], obj=[]).stdout
    )


def test_the_sentence():
    counts = {"measured": 61, "derived": 0, "fitted": 1, "elicited": 0, "judged": 681}
    assert summary(counts) == (
        "Of 743 uncertain numbers 61 are measured, 1 fitted and 681 judged; none is derived or "
        "elicited."
    )
    assert summary({"measured": 1}) == "Of one uncertain number 1 is measured."
    assert summary({"measured": 0, "judged": 28}) == (
        "Of 28 uncertain numbers all are judged; none is measured."
    )
    assert summary({"judged": 0}) == "No number is uncertain."
    influence = {"measured": 0.2, "fitted": 0.001, "judged": 0.799}
    marked = {m: {"count": c, "influence": influence.get(m, 0.0)} for m, c in counts.items()}
    assert summed_up(marked) == (
        f"{summary(counts)} What the answers hang on is for 80 % judged and 20 % measured."
    )
    assert unmarked({"unmarked": 0}) == ""


def test_what_the_plans_of_a_brief_hang_on():
    judged = {"index": 0.3, "low": 0.2, "high": 0.4}
    other = {"index": 0.1, "low": 0.05, "high": 0.2}
    assert "judged throughout" in hangs_on([{"provenance": {"judged": judged}}])
    said = hangs_on([{"provenance": {"judged": judged, "measured": other}}] * 2)
    assert "judged for 50 % to 89 % (95 % interval)" in said
    assert hangs_on([]) == hangs_on([{"provenance": {}}]) == ""


def test_one_part_alone(template: Path):
    document = json.loads(run(str(template), "war.front", "--json"))
    names = [quantity["name"] for quantity in document["quantities"]]
    assert names
    assert all(name.startswith("war.front.") for name in names)


def test_a_misspelt_name(template: Path):
    with pytest.raises(BadInput, match=r"war\.fornt"):
        run(str(template), "war.fornt")


def test_what_a_person_reads(template: Path):
    assert "none is derived, fitted or elicited" in " ".join(run(str(template)).split())
    assert "judged: Read off the cells" in run(str(template), "war.front")
