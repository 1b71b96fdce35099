"""One broken case per mistake: the file, the line and the words of the message."""

import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from interim.case.layout import CELLS, FILES
from interim.case.read import TEMPLATE, check, load
from interim.case.rules.limits import MOST_PATRONS, MOST_UNITS
from interim.foundation.errors import BadInput
from interim.stages import referendum
from interim.stages.war import numbers


@dataclass(frozen=True)
class Mistake:
    """A change of the template, and what must be said about it.

    `line` is text that stands on the line that must be named, after the change; `at` is the
    text there at which the named column begins.
    """

    name: str
    file: str
    old: str
    new: str
    says: tuple[str, ...]
    line: str | None = None
    at: str | None = None
    said_in: str | None = None
    suggestion: str | None = None


def m(name, file, old, new, *says, line=None, at=None, said_in=None, suggestion=None):
    return Mistake(name, file, old, new, says, line or new, at, said_in, suggestion)


MISTAKES = [
    # YAML
    m("tab", "war.yaml", "  attacker: north", "\tattacker: north", "tab", "spaces"),
    m("duplicate key", "war.yaml", "  zone_km2: 1000", "  zone_km2: 1000\n  zone_km2: 5",
      "'zone_km2' stands twice", line="zone_km2: 5"),
    m("tag", "case.yaml", "question: Who", "question: !!python/object:os.system Who",
      "tag is not allowed", "python/object"),
    m("anchor", "case.yaml", "title: Borderland", "title: &t Borderland", "anchor is not allowed"),
    m("alias", "case.yaml", "title: Borderland", "title: *t", "alias is not allowed", "*t"),
    m("second document", "case.yaml", "horizon_years: 10", "---\nhorizon_years: 10",
      "second document", line="---"),
    m("malformed", "case.yaml", "title: Borderland", "title: [Borderland", "malformed YAML",
      line="question"),
    m("cut by braces", "preferences.yaml", '"uniform(0.35, 0.65)"', "uniform(0.35, 0.65)",
      "quotes", at="uniform(0.35"),
    m("version of YAML", "case.yaml", "horizon_years: 10", "%YAML 1.3", "version of YAML", "1.2"),
    m("control character", "case.yaml", "title: Borderland", "title: Border\x07land", "U+0007"),
    # single values
    m("unknown key", "war.yaml", "  attacker: north", "  atacker: north", "unknown key 'atacker'",
      "one of", suggestion="attacker", at="atacker"),
    m("missing key", "war.yaml", "  zone_km2: 1000\n", "", "'zone_km2' is missing", line="front:"),
    m("probability above 1", "enforcement.yaml", "resolve: 0.3 to 0.8", "resolve: 1.2",
      "1.2", "share between 0 and 1", at="1.2"),
    m("probability above 1 in a block", "preferences.yaml",
      "discount: {value: 0.9,", "discount: {value: 1.9,", "share between 0 and 1", at="1.9"),
    m("low above high", "enforcement.yaml", "resolve: 0.3 to 0.8", "resolve: 0.8 to 0.3",
      "low end 0.8 is not below the high end 0.3"),
    m("not a quantity", "enforcement.yaml", "resolve: 0.3 to 0.8", "resolve: often",
      "'often' is not a quantity"),
    m("negative amount", "war.yaml", "zone_km2: 1000", "zone_km2: -3", "0 or more"),
    m("infinite precision", "enforcement.yaml", "  precision: 60 to 200", "  precision: .inf",
      "not finite"),
    m("choice that does not sum", "referendum.yaml", "before-the-war: 0.2", "before-the-war: 0.3",
      "sum to 1.1", "expected 1"),
    m("horizon 0", "case.yaml", "horizon_years: 10", "horizon_years: 0", "greater than or equal"),
    m("not a date", "case.yaml", "as_of: 2026-01-01", "as_of: 2026-13-01", "not a date"),
    m("unknown role", "case.yaml", "[guarantor, observer]", "[guaranter, observer]",
      "'guaranter' is not allowed", suggestion="guarantor"),
    m("number for text", "case.yaml", "title: Borderland", "title: 1244", "not text", "quotes"),
    m("not an id", "issues.yaml", "  vote:\n", "  Vote:\n", "'Vote' is not an id", "lower-case",
      line="Vote:"),
    m("source of a strange kind", "preferences.yaml", "{value: 0.02, judgement: Few at home would"
      " hear of it.}", "{value: 0.02, source: 5}", "list of ids"),
    # provenance
    m("two marks in a block", "war.yaml", "    judgement: Counts differ by a factor of two.",
      "    judgement: Counts differ.\n    derived: Deaths of a year / 12.", "two marks at once",
      "'derived' and 'judgement'", "'note:'",
      line="judgement: Counts differ.", at="Counts differ."),
    m("two marks of a number", "preferences.yaml", "{value: 0.9, judgement: The middle of",
      "{value: 0.9, elicited: Nine experts, judgement: The middle of", "two marks at once",
      line="elicited: Nine experts"),
    m("fitted without a script", "war.yaml", "judgement: Counts differ by a factor of two.",
      "fitted: to the counts of two years", "names no script", "scripts/", line="fitted: to"),
    m("derived without a word", "war.yaml", "judgement: Counts differ by a factor of two.",
      "derived: ''", "'derived' says nothing", "the arithmetic", line="derived: ''"),
    m("judgement without a word", "war.yaml", "judgement: Counts differ by a factor of two.",
      "judgement: ' '", "'judgement' says nothing", "why this number", line="judgement: ' '"),
    m("unknown source", "war.yaml", "  source: survey\n\npatrons", "  source: survy\n\npatrons",
      "unknown source 'survy'", suggestion="survey", line="source: survy"),
    m("unknown source in a list", "preferences.yaml", "[survey, statement]", "[survey, statment]",
      "unknown source 'statment'", at="statment", suggestion="statement"),
    m("unknown source of a plan", "plans/standstill.yaml", "source: statement", "source: nobody",
      "unknown source 'nobody'"),
    # parties and preferences
    m("three principals", "case.yaml", "[guarantor, observer]", "[principal, observer]",
      "exactly two principals", "3 (north, south, union)", line="parties:"),
    m("one principal", "case.yaml", "south: {title: South, roles: [principal]}",
      "south: {title: South, roles: [observer]}", "exactly two principals", line="parties:"),
    m("unknown plan in the header", "case.yaml", "interim-light, standstill]",
      "interim-lite, standstill]", "unknown plan 'interim-lite'", suggestion="interim-light",
      at="interim-lite"),
    m("plan listed twice", "case.yaml", "interim-light, standstill]",
      "interim-light, interim-rule]", "listed twice"),
    m("preferences of an unknown party", "preferences.yaml", "\nunion:\n", "\nunio:\n",
      "unknown party 'unio'", suggestion="union", line="unio:"),
    m("preferences for an unknown issue", "preferences.yaml", "    sanctions:\n      weight: 20 to",
      "    sanction:\n      weight: 20 to", "unknown issue 'sanction'", suggestion="sanctions",
      line="    sanction:"),
    m("unknown option scored", "preferences.yaml", "peacekeepers: 0}", "peacekeeper: 0}",
      "unknown option 'peacekeeper' of issue 'force'", suggestion="peacekeepers",
      at="peacekeeper:"),
    m("missing score", "preferences.yaml", "scores: {stay: 0, phased: 0.6, at-once: 1}",
      "scores: {stay: 0, phased: 0.6}", "no score for the option 'at-once'"),
    m("red line on an unknown option", "preferences.yaml", "red_lines: {to-south: 0.6 to 0.95}",
      "red_lines: {to-suth: 0.6 to 0.95}", "'to-suth'", suggestion="to-south", at="to-suth"),
    m("discount 1", "preferences.yaml", "discount: {value: 0.9,", "discount: {value: 1,",
      "strictly between 0 and 1"),
    m("discount 0", "preferences.yaml", "discount: {value: 0.9,", "discount: {value: 0,",
      "strictly between 0 and 1"),
    m("discount missing", "preferences.yaml",
      "  discount: {value: 0.9, judgement: The middle of the usual range.}\n", "",
      "'discount' is missing, which a principal needs", line="south:\n  issues"),
    m("nothing but victory", "preferences.yaml", "beyond: 0.4 to 0.7", "beyond: 1",
      "too near to 1", "from 0 to 0.95", at="1"),
    m("hardly anything but victory", "preferences.yaml", "beyond: 0.4 to 0.7",
      "beyond: uniform(0.9, 1)", "too near to 1", "found uniform(0.9, 1)", at="uniform"),
    m("priors sum to zero", "preferences.yaml", "      prior: 1\n", "      prior: 0\n",
      "priors of the types of 'south' sum to zero", line="types:\n    steadfast"),
    m("interaction on an unknown option", "preferences.yaml", "vote is residents\n",
      "vote is resident\n", "'resident'", suggestion="residents", at="resident\n"),
    # issues and constraints
    m("unknown default", "issues.yaml", "default: stay", "default: stayed",
      "unknown option 'stayed' of issue 'sanctions'", suggestion="stay", at="stayed"),
    m("becomes an unknown option", "issues.yaml", "stay-south: to-south}", "stay-south: to-sout}",
      "'to-sout'", suggestion="to-south", at="to-sout"),
    m("becomes by an unknown choice", "issues.yaml", "{join-north: to-north, stay-south",
      "{join-nord: to-north, stay-south", "unknown choice of the vote 'join-nord'",
      suggestion="join-north"),
    m("becomes not for every choice", "issues.yaml", ", stay-south: to-south}", "}",
      "does not say what the choice 'stay-south' leads to", line="becomes:"),
    m("unknown unit", "issues.yaml", "units: [borderland]", "units: [bordeland]",
      "unknown referendum unit 'bordeland'", suggestion="borderland", at="bordeland"),
    m("deferred without units", "issues.yaml", "    units: [borderland]\n", "",
      "has no units", line="  status:"),
    m("constraint that cannot be read", "issues.yaml", "then vote is not none",
      "then vote not none", "cannot be read: found 'not'", "'is'", at="not none"),
    m("constraint without a verb", "issues.yaml", "  - never (sanctions is at-once",
      "  - seldom (sanctions is at-once", "'if' or 'never'", at="seldom"),
    m("constraint left open", "issues.yaml", "force is none)", "force is none",
      "found the end", "')'"),
    m("constraint on an unknown issue", "issues.yaml", "and force is none)", "and forces is none)",
      "unknown issue 'forces'", suggestion="force", at="forces"),
    m("constraint on an unknown option", "issues.yaml", "then vote is not none",
      "then vote is not nothing", "'nothing'", at="nothing"),
    m("constraints that leave no package", "issues.yaml", "  - never (sanctions is at-once",
      "  - never force is none\n  - never force is one of (observers, peacekeepers)\n"
      "  - never (sanctions is at-once", "constraint no. 4 together with no. 3 leaves no package",
      line="never force is one of"),
    m("defaults that break a constraint", "issues.yaml", "default: stay", "default: at-once",
      "defaults of the issues break constraint no. 3", line="never (sanctions"),
    # plans
    m("plan for an unknown issue", "plans/standstill.yaml", "  force: observers",
      "  forces: observers", "unknown issue 'forces'", suggestion="force", at="forces"),
    m("misspelt option", "plans/standstill.yaml", "  force: observers", "  force: observer",
      "unknown option 'observer' of issue 'force'", suggestion="observers", at="observer"),
    m("misspelt option in a block", "plans/interim-rule.yaml", "option: peacekeepers",
      "option: peacekeper", "'peacekeper'", suggestion="peacekeepers", at="peacekeper"),
    m("plan that breaks a constraint", "plans/north-terms.yaml", "force: observers", "force: none",
      "'north-terms' breaks constraint no. 3", "sanctions is at-once, force is none",
      line="sanctions: at-once"),
    m("two plans with one id", "plans/standstill.yaml", "title: Standstill on",
      "id: south-terms\ntitle: Standstill on", "two files have the plan id 'south-terms'",
      "plans/south-terms.yaml", line="id: south-terms"),
    m("based on nothing", "plans/interim-light.yaml", "based_on: interim-rule",
      "based_on: interim-rul", "unknown plan 'interim-rul'", suggestion="interim-rule"),
    m("based on itself", "plans/interim-light.yaml", "based_on: interim-rule",
      "based_on: interim-light", "circle: interim-light -> interim-light"),
    m("guarantor nobody knows", "plans/interim-rule.yaml", "{guarantor: union",
      "{guarantor: onion", "unknown party 'onion'", suggestion="union", at="onion"),
    m("guarantor without figures", "plans/interim-rule.yaml", "{guarantor: union",
      "{guarantor: south", "unknown guarantor 'south' of enforcement.yaml", at="south"),
    m("guarantee without strength", "plans/interim-rule.yaml", "against: north",
      "against: south", "has no strength against 'south'", at="south"),
    m("guarantee against an outsider", "plans/interim-rule.yaml", "against: north",
      "against: union", "'union' is not a principal", at="union, commitment"),
    m("renewable without months", "plans/interim-rule.yaml", "months: 12, ", "",
      "'months' is missing", line="mandate:"),
    m("renewed by nobody known", "plans/interim-rule.yaml", "months: 12, lapse: 0.01 to 0.05",
      "months: 12, body: counsel, reopened: 0.1", "unknown body 'counsel'",
      suggestion="council", at="counsel"),
    m("renewed by the people", "plans/interim-rule.yaml", "months: 12, lapse: 0.01 to 0.05",
      "months: 12, body: popular-vote, reopened: 0.1", "is a vote of the people",
      at="popular-vote"),
    m("a vote and a stated lapse", "plans/interim-rule.yaml", "months: 12, lapse",
      "months: 12, body: council, reopened: 0.1, lapse", "has no 'lapse'", at="lapse"),
    m("a vote that nobody reopens", "plans/interim-rule.yaml", "months: 12, lapse: 0.01 to 0.05",
      "months: 12, body: council", "'reopened' is missing", line="mandate:"),
    # war
    m("belligerent that is no principal", "war.yaml", "  south:\n    monthly_cost",
      "  union:\n    monthly_cost", "'union' is not a principal"),
    m("attacker not a principal", "war.yaml", "attacker: north", "attacker: union",
      "'union' is not a principal", at="union"),
    m("captured option unknown", "war.yaml", "captured: {status: to-north}",
      "captured: {status: to-nord}", "'to-nord'", suggestion="to-north", at="to-nord"),
    m("terms of no plan", "war.yaml", "terms: south-terms", "terms: south-term",
      "unknown plan 'south-term'", suggestion="south-terms", at="south-term"),
    m("victor unknown", "war.yaml", "victor: south", "victor: sooth",
      "unknown principal 'sooth'", suggestion="south"),
    m("patron's side", "war.yaml", "side: south", "side: union", "not a principal"),
    m("patron on no side", "war.yaml", "    side: south\n", "", "'side' is missing",
      line="  union:"),
    m("patron on an empty side", "war.yaml", "side: south", "side:", "expected text",
      line="    withdrawal: 0.002"),
    m("unknown patron", "war.yaml", "{union: 2 to 5}", "{unions: 2 to 5}",
      "unknown patron 'unions'", suggestion="union", at="unions"),
    m("hazard above 1", "war.yaml", "withdrawal: 0.002 to 0.02", "withdrawal: 2 to 20",
      "above 1 per month"),
    m("edge beyond all chance", "enforcement.yaml", "first_strike: {north: -0.15 to -0.03}",
      "first_strike: {north: -15 to -3}", "more than the whole of it", "from -1 to 1", at="-15"),
    m("edge of the case beyond all chance", "enforcement.yaml", "value: 0.02 to 0.1",
      "value: 2 to 10", "more than the whole of it", "five points",
      at="{value: 2 to 10"),
    m("no front", "war.yaml", "zone_km2: 1000", "zone_km2: 0", "must not be 0"),
    # enforcement
    m("precision 0", "enforcement.yaml", "  precision: 60 to 200", "  precision: 0",
      "'precision' must not be 0"),
    m("effect on an unknown issue", "enforcement.yaml", "\n  force:\n    observers:",
      "\n  farce:\n    observers:", "unknown issue 'farce'", suggestion="force", line="  farce:"),
    m("effect of an unknown option", "enforcement.yaml", "    observers:\n      monitors",
      "    observer:\n      monitors", "'observer'", suggestion="observers", line="    observer:"),
    m("benefit taken back to nothing", "enforcement.yaml", "withdrawn: stay}",
      "withdrawn: return}", "'return'", at="return"),
    m("support for an outsider", "enforcement.yaml", "- victim: south", "- victim: union",
      "not a principal", at="union"),
    m("prior on an unknown type", "enforcement.yaml", "{limited: 0.6, expansive: 0.4}",
      "{limited: 0.6, expensive: 0.4}", "unknown type 'expensive' of 'north'",
      suggestion="expansive", at="expensive"),
    m("fears an unknown type", "enforcement.yaml", "fears: expansive", "fears: steadfast",
      "'steadfast'", at="steadfast"),
    m("helps without a response", "enforcement.yaml", "    response: 0.05 to 0.2\n", "",
      "'response' is missing beside", line="  union:\n    priors"),
    # bodies
    m("bloc of nobody", "bodies.yaml", "bloc: union", "bloc: unon", "unknown party 'unon'",
      suggestion="union", at="unon"),
    m("condition of a body", "bodies.yaml", "force is peacekeepers or", "force is peacekeeper or",
      "'peacekeeper'", suggestion="peacekeepers", at="peacekeeper or"),
    m("after a later body", "bodies.yaml", "  threshold: 3", "  threshold: 3\n"
      "  after: {popular-vote: 1}\n  note: \"\"", "'popular-vote' does not vote before 'council'",
      at="popular-vote: 1"),
    m("after an unknown body", "bodies.yaml", "  threshold: 0.5", "  threshold: 0.5\n"
      "  after: {counsel: 1}", "unknown body 'counsel'", suggestion="council", at="counsel"),
    m("sway of a body without one", "bodies.yaml", "  threshold: 0.5", "  threshold: 0.5\n"
      "  sway: 0.5\n  sway_with: council", "'council' has no sway to share",
      at="sway_with: council"),
    m("threshold out of reach", "bodies.yaml", "threshold: 3", "threshold: 6",
      "cannot reach its threshold", "5 votes"),
    m("popular threshold out of reach", "bodies.yaml", "threshold: 0.5", "threshold: 50",
      "cannot reach this threshold"),
    m("bloc without slope", "bodies.yaml", "      slope: 5\n", "", "'slope' is missing",
      line="    union:"),
    m("bears the war of nobody", "bodies.yaml", "    bloc: south", "    bloc: south\n"
      "    bears: soth", "'soth'", suggestion="south", at="soth"),
    m("bears the war of an outsider", "bodies.yaml", "    bloc: south", "    bloc: south\n"
      "    bears: union", "not a principal", at="union"),
    m("bears a war without a bloc", "bodies.yaml", "      seats: 3", "      seats: 3\n"
      "      bears: north", "without a bloc", at="bears: north"),
    m("capital of nobody", "bodies.yaml", "  threshold: 3", "  threshold: 3\n  roles:\n"
      "    - {when: force is peacekeepers, role: capital, member: onion}", "unknown member 'onion'",
      suggestion="union"),
    m("capital without a member", "bodies.yaml", "  threshold: 3", "  threshold: 3\n  roles:\n"
      "    - {when: force is peacekeepers, role: capital}", "'member' is missing"),
    m("member in another role", "bodies.yaml", "  threshold: 3", "  threshold: 3\n  roles:\n"
      "    - {when: force is peacekeepers, role: lapse, member: union}", "no member decides alone"),
    m("leaning of nobody in a role", "bodies.yaml", "  threshold: 3", "  threshold: 3\n  roles:\n"
      "    - {when: force is peacekeepers, role: lapse, leanings: {onion: 1}, judgement: A test.}",
      "unknown member 'onion'", suggestion="union"),
    m("condition of a role", "bodies.yaml", "  threshold: 3", "  threshold: 3\n  roles:\n"
      "    - {when: force is peacekeeper, role: lapse}", "'peacekeeper'",
      suggestion="peacekeepers"),
    m("a role for a vote of the people", "bodies.yaml", "  threshold: 0.5", "  threshold: 0.5\n"
      "  roles:\n    - {when: force is peacekeepers, role: lapse}", "has no other role"),
    # referendum
    m("referendum on an unknown issue", "referendum.yaml", "issue: vote", "issue: votes",
      "unknown issue 'votes'", suggestion="vote", line="issue: votes"),
    m("vote under an unknown option", "referendum.yaml", "  registered: before",
      "  registred: before", "'registred'", suggestion="registered"),
    m("unknown franchise", "referendum.yaml", "choice(on-the-day: 0.8", "choice(on-a-day: 0.8",
      "unknown franchise 'on-a-day'", suggestion="on-the-day"),
    m("favours nobody", "referendum.yaml", "favours: south", "favours: union", "not a principal"),
    m("both favour one", "referendum.yaml", "favours: south", "favours: north",
      "both choices favour 'north'", line="choices:"),
    m("unknown group", "referendum.yaml", "groups: [stayed, fled]", "groups: [stayed, flad]",
      "unknown group 'flad'", suggestion="fled", at="flad"),
    m("nobody votes", "referendum.yaml", "size: 60 to 80", "size: 0",
      "nobody votes in the unit 'borderland' under the franchise 'on-the-day'",
      line="on-the-day: {title"),
    m("threshold 1", "referendum.yaml", "\nthreshold: 0.5", "\nthreshold: 1",
      "strictly between", line="threshold: 1"),
    # ground
    m("zone of an unknown unit", "territory.yaml", "units: [borderland]", "units: [borderlands]",
      "unknown territory unit 'borderlands'", suggestion="borderland", at="borderlands"),
    m("zone held by nobody", "territory.yaml", "holder: north", "holder: nord",
      "unknown party 'nord'", suggestion="north", at="nord"),
    m("cell that does not exist", "cells.csv", "85754e73fffffff", "85754e73ffffff7",
      "H3 cell '85754e73ffffff7' does not exist", at="85754e73ffffff7"),
    m("cell twice", "cells.csv", "85754e73fffffff", "85754e7bfffffff", "stands twice",
      line="85754e7bfffffff,northland,north,187.52"),
    m("cell inside another", "cells.csv", "85754e73fffffff", "84754e7ffffffff", "lies inside",
      line="85754e7bfffffff"),
    m("cell of an unknown unit", "cells.csv", "85754e73fffffff,northland",
      "85754e73fffffff,nordland", "'nordland'", suggestion="northland", at="nordland"),
    m("cell held by nobody", "cells.csv", "85754a83fffffff,southland,south",
      "85754a83fffffff,southland,souht", "'souht'", suggestion="south", at="souht"),
    m("area 0", "cells.csv", "186.83", "0", "'0' is no area_km2", "above 0",
      line="85754e7bfffffff"),
    m("area nan", "cells.csv", "186.83", "nan", "'nan' is no area_km2"),
    m("short row", "cells.csv", "186.83,9000", "186.83", "4 values", "5 values"),
    m("column missing", "cells.csv", "cell,unit,holder,area_km2,people",
      "cell,unit,holder,area,people", "unknown column 'area'", suggestion="area_km2"),
    # lenses and correlations
    m("lens on an unknown quantity", "lenses/doubter.yaml", "enforcement.behaviour.precision:",
      "enforcement.behaviour.precison:", "unknown quantity",
      suggestion="enforcement.behaviour.precision"),
    m("lens out of range", "lenses/doubter.yaml", "value: 40", "value: -40", "0 or more", at="-40"),
    m("correlation of an unknown quantity", "case.yaml", "guarantors.union.disengage]",
      "guarantors.union.disengag]", "unknown quantity",
      suggestion="enforcement.guarantors.union.disengage"),
    m("correlation of 1", "case.yaml", "value: 0.5", "value: 1", "not positive definite",
      line="correlations:"),
    m("correlation without a reason", "case.yaml",
      "    judgement: A Union that tires of paying for the war tires of guarding the peace.\n", "",
      "does not say where it comes from", "'source:'", line="- between"),
]  # fmt: skip


@pytest.fixture
def case(tmp_path) -> Path:
    return Path(shutil.copytree(TEMPLATE, tmp_path / "case"))


def change(case: Path, file: str, old: str, new: str) -> str:
    text = (case / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"the template no longer has {old!r}"
    changed = text.replace(old, new, 1)
    (case / file).write_text(changed, encoding="utf-8", newline="")
    return changed


def test_the_template_is_valid(case):
    assert check(case) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_found_where_it_is(case, mistake):
    changed = change(case, mistake.file, mistake.old, mistake.new)
    problems = check(case)
    assert problems, "the mistake was not noticed"
    matching = [p for p in problems if all(words in str(p) for words in mistake.says)]
    assert matching, "\n".join(map(str, problems))
    problem = matching[0]
    assert problem.file == (mistake.said_in or mistake.file)
    assert mistake.line is not None
    place = changed.index(mistake.line.lstrip("\n"))
    line = changed.count("\n", 0, place) + 1
    assert problem.line in range(line, line + mistake.new.count("\n") + 1), str(problem)
    if mistake.suggestion is not None:
        assert problem.suggestion == mistake.suggestion
    if mistake.at is not None:
        text = changed.split("\n")[problem.line - 1]
        assert problem.column is not None
        assert text[problem.column - 1 :].startswith(mistake.at.rstrip("\n")), str(problem)
    with pytest.raises(BadInput) as raised:
        load(case)
    assert list(raised.value.problems) == problems


def test_a_single_mistake_is_reported_once(case):
    change(case, "plans/standstill.yaml", "force: observers", "force: observer")
    assert len(check(case)) == 1


def test_weights_that_sum_to_zero(case):
    text = (case / "preferences.yaml").read_text()
    head, middle, tail = text.partition("\nunion:\n")
    for weight in ("20", "10", "40", "30"):
        tail = tail.replace(f"weight: {weight}\n", "weight: 0\n")
    (case / "preferences.yaml").write_text(head + middle + tail)
    [problem] = check(case)
    assert "weights of 'union' sum to zero" in problem.message
    assert problem.path == "preferences.union.issues"


def test_missing_preferences_of_a_principal(case):
    text = (case / "preferences.yaml").read_text()
    start, end = text.index("\nsouth:\n"), text.index("\nunion:\n")
    (case / "preferences.yaml").write_text(text[:start] + text[end:])
    problems = check(case)
    assert any("preferences of the principal 'south' are missing" in p.message for p in problems)


def test_a_circle_of_plans_is_named_once(case):
    change(
        case, "plans/interim-rule.yaml", "source: draft", "source: draft\nbased_on: interim-light"
    )
    [problem] = check(case)
    assert "interim-light -> interim-rule -> interim-light" in problem.message


def test_more_patrons_than_the_war_can_be_worked_out_for(case):
    patrons = "".join(
        f"  p{i}: {{side: south, withdrawal: 0.01, gain_shift: 1, judgement: test}}\n"
        for i in range(MOST_PATRONS)
    )
    parties = "".join(f"  p{i}: {{title: P, roles: [guarantor]}}\n" for i in range(MOST_PATRONS))
    change(case, "case.yaml", "parties:\n", "parties:\n" + parties)
    change(case, "war.yaml", "patrons:\n", "patrons:\n" + patrons)
    [problem] = check(case)
    assert (problem.path, problem.found, problem.expected) == ("war.patrons", "7", "at most 6")


def test_limits_are_those_of_the_stages():
    assert (MOST_PATRONS, MOST_UNITS) == (numbers.MOST_PATRONS, referendum.MOST_UNITS)


def test_a_body_without_voters(case):
    text = (case / "bodies.yaml").read_text()
    (case / "bodies.yaml").write_text(text[: text.index("  popular:")])
    [problem] = check(case)
    assert "nobody who votes" in problem.message
    assert problem.path == "bodies.popular-vote"


def test_a_deferred_status_needs_a_referendum(case):
    (case / "referendum.yaml").unlink()
    assert any("there is no referendum.yaml" in problem.message for problem in check(case))


def test_correlations_that_cannot_hold_together(case):
    a, b, c = (
        f"war.ends.{end}.hazard" for end in ("north-prevails", "south-prevails", "exhaustion")
    )
    pairs = [(a, b, 0.9), (b, c, 0.9), (a, c, -0.9)]
    more = "".join(
        f"  - {{between: [{x}, {y}], value: {rho}, judgement: test}}\n" for x, y, rho in pairs
    )
    with (case / "case.yaml").open("a") as stream:
        stream.write(more)
    [problem] = check(case)
    assert "not positive definite" in problem.message


# --- files ---------------------------------------------------------------------------------


def only(case: Path) -> str:
    [problem] = check(case)
    return str(problem)


@pytest.mark.parametrize("file", [*(spec.name for spec in FILES if spec.required), CELLS])
def test_a_missing_file(case, file):
    (case / file).unlink()
    assert only(case) == f"{file}: the file is missing"


@pytest.mark.parametrize("content", ["", "# nothing\n", "---\n"])
@pytest.mark.parametrize("file", ["case.yaml", "war.yaml", "preferences.yaml"])
def test_an_empty_file(case, file, content):
    (case / file).write_text(content)
    assert only(case) == f"{file}:1:1: the file is empty"


def test_empty_cells(case):
    (case / "cells.csv").write_text("")
    assert only(case) == "cells.csv:1:1: the file is empty"


def test_a_file_that_is_no_mapping(case):
    (case / "war.yaml").write_text("- a\n- b\n")
    assert "war.yaml:1:1: war: the file is not a mapping" in only(case)


def test_a_file_that_is_not_utf8(case):
    text = (case / "case.yaml").read_text()
    (case / "case.yaml").write_bytes(
        text.replace("Who governs", "Who g\xf6verns").encode("latin-1")
    )
    [problem] = check(case)
    assert (problem.file, problem.line, problem.column) == ("case.yaml", 4, 16)
    assert problem.found == "byte 0xF6"
    assert "UTF-8" in problem.message


def test_a_byte_order_mark_and_windows_line_ends_are_fine(case):
    text = (case / "case.yaml").read_text()
    (case / "case.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert check(case) == []


def test_billion_laughs(case):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]" for i in range(9)
    ]
    (case / "case.yaml").write_text("\n".join(lines))
    assert "a YAML anchor is not allowed" in only(case)


def test_nesting_without_end(case):
    (case / "case.yaml").write_text("title: " + "[" * 100_000)
    assert "nested more than" in only(case)


def test_a_file_too_large(case):
    (case / "case.yaml").write_text("# " + "x" * 5_000_000)
    assert "too large" in only(case)


def test_a_link_out_of_the_folder(case, tmp_path):
    (case / "war.yaml").rename(tmp_path / "war.yaml")
    (case / "war.yaml").symlink_to(tmp_path / "war.yaml")
    assert "leads out of the folder" in only(case)


def test_a_folder_that_links_out(case, tmp_path):
    (case / "lenses").rename(tmp_path / "lenses")
    (case / "lenses").symlink_to(tmp_path / "lenses", target_is_directory=True)
    assert "leads out of the folder" in only(case)


def test_a_link_inside_the_folder_is_fine(case):
    (case / "war.yaml").rename(case / "the-war.txt")
    (case / "war.yaml").symlink_to("the-war.txt")
    assert check(case) == []


def test_a_link_to_itself(case):
    (case / "war.yaml").unlink()
    (case / "war.yaml").symlink_to("war.yaml")
    assert "leads nowhere" in only(case)


def test_a_folder_in_the_place_of_a_file(case):
    (case / "war.yaml").unlink()
    (case / "war.yaml").mkdir()
    assert only(case) == "war.yaml: a folder stands in the place of a file"


def test_a_pipe_in_the_place_of_a_file(case):
    (case / "war.yaml").unlink()
    os.mkfifo(case / "war.yaml")
    assert only(case) == "war.yaml: not a regular file"


def test_a_file_in_the_place_of_the_plans(case):
    shutil.rmtree(case / "plans")
    (case / "plans").write_text("x")
    assert any(str(problem).startswith("plans: 'plans' is a file") for problem in check(case))


def test_no_plans(case):
    shutil.rmtree(case / "plans")
    assert any("the folder 'plans' is missing" in problem.message for problem in check(case))


def test_a_misspelt_file(case):
    (case / "referendum.yaml").rename(case / "referndum.yml")
    problems = check(case)
    [stray] = [problem for problem in problems if problem.file == "referndum.yml"]
    assert stray.suggestion == "referendum.yaml"


def test_a_plan_with_a_name_that_is_no_id(case):
    (case / "plans" / "My Plan.yaml").write_text("title: x\n")
    assert "'My Plan' is not an id" in only(case)


def test_other_files_are_left_alone(case):
    before = load(case).hash
    (case / "README.md").write_text("x")
    (case / "notes").mkdir()
    (case / ".DS_Store").write_text("x")
    assert load(case).hash == before


@pytest.mark.parametrize("name", ["no-such-case", "", "a\0b", "x" * 5000, "/dev/null"])
def test_a_case_that_is_not_there(name):
    if name == "":
        with pytest.raises(BadInput):
            load("")
        return
    [problem] = check(name)
    assert "there is no case" in problem.message or "is a file" in problem.message


def test_all_mistakes_in_one_run(case):
    """Mistakes in different files, of different kinds, that do not hide each other."""
    change(case, "case.yaml", "question: Who", "qestion: Who")
    change(case, "issues.yaml", "default: stay", "default: stayed")
    change(case, "preferences.yaml", "peacekeepers: 0}", "peacekeepers: 7}")
    change(case, "plans/standstill.yaml", "force: observers", "force: observer")
    change(case, "plans/north-terms.yaml", "short: North's terms\n", "")
    change(case, "enforcement.yaml", "resolve: 0.3 to 0.8", "resolve: 0.8 to 0.3")
    change(case, "war.yaml", "terms: south-terms", "terms: south-term")
    change(case, "bodies.yaml", "      slope: 5\n", "")
    change(case, "sources.yaml", "certainty: medium", "certainty: middling")
    change(case, "cells.csv", "186.83", "x")
    change(case, "lenses/doubter.yaml", "value: 40", "value: -40")
    (case / "plans" / "interim-light.yaml").write_text("title: [")
    (case / "territory.yaml").unlink()
    problems = check(case)
    assert [(problem.file, problem.line) for problem in problems] == [
        ("case.yaml", 4),
        ("issues.yaml", 38),
        ("preferences.yaml", 15),
        ("war.yaml", 49),
        ("enforcement.yaml", 28),
        ("bodies.yaml", 15),
        ("territory.yaml", None),
        ("sources.yaml", 6),
        ("cells.csv", 2),
        ("lenses/doubter.yaml", 12),
        ("plans/interim-light.yaml", 1),
        ("plans/north-terms.yaml", 2),
        ("plans/standstill.yaml", 7),
    ]


def test_no_traceback_for_a_socket(case):
    (case / "war.yaml").unlink()
    here = os.getcwd()
    try:
        os.chdir(case)  # the path of a socket has to be short
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("war.yaml")
            assert only(case) == "war.yaml: not a regular file"
    finally:
        os.chdir(here)
