"""What an analyst writes: one conflict as frozen objects, mirroring the files of a case folder.

The models check what one value can show by itself. What needs the whole case (does this plan
name a known issue?) is checked in `interim.case.check`, so that every problem of a case is
reported together, each with its place.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from interim.case.quantity import Amount, Name, Quantity, Real, Share

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
"""Lower-case letters, digits, hyphens, underscores and dots."""


def _one_or_many(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Sources = Annotated[
    tuple[Id, ...], BeforeValidator(_one_or_many, json_schema_input_type=Id | tuple[Id, ...])
]
"""Ids into `sources.yaml`; one may be written without brackets."""

NO_DEAL = "no-deal"


class Block(BaseModel):
    """A mapping in a file. Its `source` or `judgement` covers the quantities inside it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Traced(Block):
    """A block that may say where its numbers come from."""

    source: Sources = ()
    judgement: str | None = None


# --- case.yaml -----------------------------------------------------------------------------

Role = Literal["principal", "guarantor", "observer", "body"]


class Party(Block):
    """An actor with interests."""

    title: str
    roles: tuple[Role, ...] = Field(min_length=1)
    note: str | None = None


class Correlation(Traced):
    """Rank correlation between two quantities (Gaussian copula)."""

    between: tuple[str, str]
    value: float = Field(ge=-1, le=1)


class Header(Block):
    """`case.yaml`."""

    title: str
    question: str
    as_of: datetime.date
    horizon_years: int = Field(default=15, ge=1, le=50)
    parties: dict[Id, Party]
    plans: tuple[Id, ...] = ()
    """The order in which plans are shown; the first ones are those of the present dispute."""
    reference_plans: tuple[Id, ...] = ()
    """Plans of another time, evaluated as if proposed on the as-of date."""
    correlations: tuple[Correlation, ...] = ()
    note: str | None = None


# --- issues.yaml ---------------------------------------------------------------------------


class Option(Block):
    """A possible answer to an issue."""

    title: str
    becomes: dict[Id, Id] | None = None
    """For a deferred status: which option of the same issue each choice of the vote leads to."""


class Issue(Block):
    """A question on the table."""

    title: str
    group: str
    options: dict[Id, Option] = Field(min_length=1)
    default: Id
    """What holds where a plan is silent."""
    units: tuple[Id, ...] = ()
    """The referendum units whose votes decide a deferred status; each carries an equal share of
    the issue's weight."""
    note: str | None = None


class Issues(Block):
    """`issues.yaml`."""

    issues: dict[Id, Issue] = Field(min_length=1)
    constraints: tuple[str, ...] = ()
    """`if A.a is x then B.b is not y` or `never (A.a is x and B.b is y)`."""


# --- preferences.yaml ----------------------------------------------------------------------


class IssuePreference(Traced):
    """What a party makes of one issue: a swing weight and a score for each option."""

    weight: Amount
    scores: dict[Id, Share]
    red_lines: dict[Id, Share] = Field(default_factory=dict)
    """Chance that the party refuses any package with this option, whatever else it gets."""


class Interaction(Traced):
    """Value added (or lost) when two clauses stand together, on the 0-1 scale."""

    when: str
    value: Real


class PrincipalType(Traced):
    """One kind of principal that the others may be facing."""

    prior: Amount
    """Weight of this type in the prior; weights are normalised."""
    beyond: Share
    """Share of what it wants that only victory gives, whatever the package."""
    war_cost_factor: Amount
    """How heavily it feels the cost of war, relative to the party's cost in `war.yaml`."""


class Preferences(Block):
    """One party's entry in `preferences.yaml`."""

    issues: dict[Id, IssuePreference]
    interactions: tuple[Interaction, ...] = ()
    discount: Share | None = None
    """What a year's value is worth against the year before (principals only)."""
    refusal_cost: Real | None = None
    """Value a principal loses by being seen to refuse (principals only)."""
    types: dict[Id, PrincipalType] = Field(default_factory=dict)


# --- plans/*.yaml --------------------------------------------------------------------------


class Guarantee(Block):
    """A guarantor's promise to answer a breach by one principal."""

    guarantor: Id
    against: Id
    commitment: Share


class Mandate(Block):
    """How long an international presence is allowed to stay."""

    term: Literal["open-ended", "renewable"]
    months: Amount | None = None
    """Months between renewals, for a renewable mandate."""
    lapse: Share | None = None
    """Chance that a renewal fails."""


class Effect(Traced):
    """What an option (or a plan's own wording of it) does to implementation."""

    peacekeepers: Amount | None = None
    monitors: Amount | None = None
    access: Share | None = None
    """Share of the ground that those who watch can reach (factors multiply)."""
    snapback: Share | None = None
    """Chance that an attributed violation takes the breaker's relief back."""
    relief_start: Amount | None = None
    """Months from signing until relief begins."""
    relief_months: Amount | None = None
    """Months over which relief is paid out; 0 is all at once."""
    guarantees: tuple[Guarantee, ...] = ()
    mandate: Mandate | None = None
    first_strike: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing if it strikes first."""
    rearmament: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing per year of peace."""
    accident_factor: Amount | None = None
    """Multiplies the hazard of accidental collapse (factors multiply)."""
    vote_months: Amount | None = None
    """Months from signing to the referendum."""


class Clause(Traced):
    """One issue answered by one option. A bare option id is short for `{option: id}`."""

    option: Id
    with_: Effect | None = Field(default=None, alias="with")
    """This plan's own figures for what the option does, in place of the case's."""
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _clause_shorthand(cls, raw: Any) -> Any:
        return {"option": raw} if isinstance(raw, str) else raw


class Plan(Block):
    """A named package with a source. Issues it does not mention are silent."""

    id: Id
    title: str
    short: str
    summary: str
    date: datetime.date | None = None
    source: Sources = ()
    based_on: Id | None = None
    clauses: dict[Id, Clause] = Field(default_factory=dict)
    note: str | None = None


# --- war.yaml ------------------------------------------------------------------------------


class Front(Traced):
    """The ground one side tries to take while the war goes on."""

    attacker: Id
    zone_km2: Amount
    monthly_gain: Real
    """km2 per month taken by the attacker, mean over the war; negative if pushed back."""
    monthly_spread: Amount
    """Standard deviation of a single month's gain around that mean, km2."""
    captured: dict[Id, Id]
    """Issue -> option that holds once the whole zone is taken."""


class Belligerent(Traced):
    """What the war costs one principal."""

    monthly_cost: Share
    """Value lost per month of fighting, as a share of the value that month could bring."""
    monthly_deaths: Amount


class Patron(Traced):
    """An outsider whose aid may end."""

    side: Id
    withdrawal: Amount
    """Hazard per month that aid ends for good."""
    gain_shift: Real
    """km2 per month added to the attacker's gain once aid has ended."""


class WarEnd(Traced):
    """A way the war can end: a hazard and the terms that then hold."""

    title: str
    terms: Id
    """Plan whose package then holds."""
    victor: Id | None = None
    hazard: Amount
    """Per month of fighting, while all patrons give aid."""
    if_withdrawn: dict[Id, Amount] = Field(default_factory=dict)
    """Factor on the hazard once a patron's aid has ended."""


class Civilians(Traced):
    """What the war costs those who do not fight."""

    monthly_deaths: Amount


class War(Block):
    """`war.yaml`: what goes on if nobody signs."""

    front: Front
    belligerents: dict[Id, Belligerent]
    civilians: Civilians
    patrons: dict[Id, Patron] = Field(default_factory=dict)
    ends: dict[Id, WarEnd] = Field(min_length=1)


# --- enforcement.yaml ----------------------------------------------------------------------


class Behaviour(Traced):
    """How principals choose and how peace can come apart; calibrated on history."""

    precision: Amount
    """Logit precision of choices during implementation, per unit of value."""
    assent_precision: Amount
    """Logit precision of the choice to sign, per unit of value."""
    opportunity_rate: Amount
    """Occasions to reconsider, per principal and year."""
    accident_hazard: Amount
    """Hazard per month of accidental collapse at the highest tension."""
    incident: Share
    """Chance per month that probing leads to an incident."""
    calm: Share
    """Chance per month that tension falls by a step while both comply."""
    probe_gain: Real
    """Value flow gained by the side that probes."""
    probe_harm: Real
    """Value flow lost by the other side."""
    tension_cost: Real
    """Value flow lost by each side at the highest tension."""
    probe_deaths: Amount
    """Deaths per month while a side probes."""


class Monitoring(Traced):
    """How watching turns into seeing."""

    line_km: Amount
    people_thousands: Amount
    base: Amount
    """Detections per incident without any mission (satellites, the parties themselves)."""
    per_monitor_km: Amount
    """Added detections per monitor per km of line."""
    per_peacekeeper_km: Amount
    """Added detections per peacekeeper per km of line."""
    per_watcher_thousand: Amount
    """Added detections per monitor or peacekeeper per 1,000 inhabitants."""
    attribution: Share
    """Chance that a detected violation is pinned on the right side (else on nobody)."""
    false_attribution: Share
    """Chance per month of tension that a side is blamed for what it did not do."""


class Guarantor(Traced):
    """An outsider that may answer a breach."""

    resolve: Share
    """Chance that it does what it promised when the day comes, while engaged."""
    strength: dict[Id, Share]
    """Fall in a breaking principal's chance of prevailing if it answers in full."""
    engaged: Share
    """Chance that it is engaged at signing."""
    disengage: Amount
    """Hazard per month of turning away."""
    engage: Amount
    """Hazard per month of turning back."""
    alarm: Amount
    """Factor on `engage` after an attributed violation (and its inverse on `disengage`)."""


class Benefit(Block):
    """An issue whose benefit is paid over time and can be taken back."""

    issue: Id
    to: Id
    withdrawn: Id
    """The option that holds once the benefit is taken back."""


class Support(Traced):
    """What third parties add to the victim of an attributed breach."""

    victim: Id
    chance: Real
    """Rise in the victim's chance of prevailing."""


class Observer(Block):
    """What an outsider believes of the principals, and what it does about it."""

    priors: dict[Id, dict[Id, Amount]]
    """Principal -> type -> weight (normalised)."""
    helps: Id | None = None
    response: Real | None = None
    """Rise in the helped side's chance of prevailing once the observer is sure that the other
    principal is of its `fears` type."""
    fears: Id | None = None
    source: Sources = ()
    judgement: str | None = None


class Enforcement(Block):
    """`enforcement.yaml`."""

    behaviour: Behaviour
    monitoring: Monitoring
    guarantors: dict[Id, Guarantor] = Field(default_factory=dict)
    benefits: tuple[Benefit, ...] = ()
    support: tuple[Support, ...] = ()
    observers: dict[Id, Observer] = Field(default_factory=dict)
    effects: dict[Id, dict[Id, Effect]] = Field(default_factory=dict)
    """Issue -> option -> what it does."""
    rearmament: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing per year of peace, under no clause."""
    first_strike: dict[Id, Real] = Field(default_factory=dict)
    """Shift in a principal's chance of prevailing if it strikes first, under no clause."""
    source: Sources = ()
    judgement: str | None = None


# --- bodies.yaml ---------------------------------------------------------------------------


class Member(Traced):
    """A member, faction or bloc of seats in a body."""

    title: str
    seats: int = Field(default=1, ge=1)
    weight: int = Field(default=1, ge=0)
    """Votes per seat."""
    veto: bool = False
    bloc: Id | None = None
    """Party whose value for the plan moves this member."""
    leaning: Real
    """Log-odds of a yes to a plan that its bloc values like no deal."""
    slope: Amount | None = None
    """Change in log-odds when the bloc's value rises from 0 to 1."""
    abstention: Amount | None = None
    """Half-width, in log-odds, of the band in which it abstains; none is 0."""


class Popular(Traced):
    """A vote of the people on ratification."""

    bloc: Id
    leaning: Real
    slope: Amount
    turnout: Share
    turnout_floor: Share | None = None
    swing: Amount
    """Standard deviation of the campaign's swing, in log-odds."""


class Body(Block):
    """A body that votes."""

    title: str
    needed_when: str = "always"
    """`always`, `never`, or a condition on clauses in the language of constraints."""
    threshold: float = Field(gt=0)
    """Votes needed (or the share of votes cast, for a popular vote)."""
    members: dict[Id, Member] = Field(default_factory=dict)
    popular: Popular | None = None
    note: str | None = None
    source: Sources = ()


# --- referendum.yaml -----------------------------------------------------------------------


class Choice(Block):
    """An answer on the ballot."""

    title: str
    favours: Id
    """Principal whose claim it supports."""


class Voters(Traced):
    """A group of voters of one unit, in thousands."""

    size: Amount
    access: Share
    """Share that the vote reaches."""
    turnout: Share
    first: Share
    """Share of the group's votes for the first choice."""
    present: bool = True
    """Whether the group lives on the ground, under pressure from whoever controls it."""
    prewar: bool = True
    """Whether the group belongs to the pre-war electorate and counts for coverage."""


class Unit(Traced):
    """A territory that votes for itself."""

    title: str
    prewar_electorate: Amount
    """Thousands."""
    controller: Id
    """Principal on the ground, whose pressure moves the vote its way."""
    groups: dict[Id, Voters]


class Franchise(Block):
    """A rule for who may vote."""

    title: str
    groups: tuple[Id, ...] = Field(min_length=1)
    note: str | None = None


class Referendum(Traced):
    """`referendum.yaml`: the postponed vote on status."""

    issue: Id
    """The issue that says whether and under which franchise a vote is held."""
    votes: dict[Id, Name]
    """Option of that issue -> franchise rule, or a choice among rules; other options: no vote."""
    choices: dict[Id, Choice] = Field(min_length=2, max_length=2)
    units: dict[Id, Unit] = Field(min_length=1)
    franchises: dict[Id, Franchise] = Field(min_length=1)
    threshold: Share
    """Share of votes that the first choice needs."""
    pressure: Amount
    """Log-odds by which control of the ground moves votes."""
    swing: Amount
    """Standard deviation of the campaign's swing, in log-odds."""
    held: Share
    """Chance that a vote that a plan promises is held at all."""


# --- territory.yaml ------------------------------------------------------------------------


class TerritoryUnit(Block):
    """A region as the cells name it."""

    title: str
    official_km2: Amount | None = None
    source: Sources = ()
    judgement: str | None = None


class Zone(Traced):
    """A named part of the ground: the cells of some units held by one party."""

    title: str
    units: tuple[Id, ...]
    holder: Id
    people: Amount | None = None
    """Thousands."""


class Territory(Block):
    """`territory.yaml`; the cells stand in `cells.csv`."""

    credit: str
    units: dict[Id, TerritoryUnit]
    zones: dict[Id, Zone] = Field(default_factory=dict)


# --- lenses/*.yaml and sources.yaml --------------------------------------------------------


class Replacement(Traced):
    """One quantity as the lens sees it, with the reasoning from claim to number."""

    value: str | float
    claim: str
    because: str


class Lens(Block):
    """One expert's or one capital's view of the facts."""

    id: Id
    title: str
    who: str
    summary: str
    source: Sources = ()
    replaces: dict[str, Replacement]


class Source(Block):
    """Where a fact comes from."""

    title: str
    publisher: str | None = None
    date: str | None = None
    address: str | None = None
    certainty: Literal["high", "medium", "low"] | None = None
    note: str | None = None


# --- the whole -----------------------------------------------------------------------------


class Case(Block):
    """One conflict, read and checked. Make one with `interim.load`."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: Id
    folder: Path
    hash: str
    """SHA-256 over the files of the folder, for the footer of every report."""
    header: Header
    issues: Issues
    preferences: dict[Id, Preferences]
    plans: dict[Id, Plan]
    """Resolved: `based_on` is applied, clauses are complete; in the order to be shown."""
    war: War
    enforcement: Enforcement
    bodies: dict[Id, Body]
    territory: Territory
    referendum: Referendum | None = None
    lenses: dict[Id, Lens] = Field(default_factory=dict)
    sources: dict[Id, Source] = Field(default_factory=dict)
    quantities: dict[str, Quantity] = Field(default_factory=dict)
    """Every quantity by its dotted name, in file order."""

    @property
    def principals(self) -> tuple[str, str]:
        """The two parties that sign and can break the deal."""
        a, b = (name for name, party in self.header.parties.items() if "principal" in party.roles)
        return a, b

    @property
    def months(self) -> int:
        """The horizon in months."""
        return 12 * self.header.horizon_years

    def package(self, plan: Plan | str) -> dict[str, str]:
        """The full assignment of options to issues, silent issues at their default."""
        chosen = self.plans[plan] if isinstance(plan, str) else plan
        return {
            name: chosen.clauses[name].option if name in chosen.clauses else issue.default
            for name, issue in self.issues.issues.items()
        }

    def silent(self, plan: Plan | str) -> frozenset[str]:
        """The issues on which a plan says nothing."""
        chosen = self.plans[plan] if isinstance(plan, str) else plan
        return frozenset(self.issues.issues) - frozenset(chosen.clauses)


def walk_quantities(block: object) -> Iterator[Quantity]:
    """Every quantity inside a model, in the order of its fields."""
    if isinstance(block, Quantity):
        yield block
    elif isinstance(block, BaseModel):
        for field in type(block).model_fields:
            yield from walk_quantities(getattr(block, field))
    elif isinstance(block, dict):
        for value in block.values():
            yield from walk_quantities(value)
    elif isinstance(block, (tuple, list)):
        for value in block:
            yield from walk_quantities(value)
