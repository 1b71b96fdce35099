"""Bodies that vote on a plan, and the postponed referendum on status."""

from __future__ import annotations

import math
from collections.abc import Iterator

from interim.case.draft import Draft, known
from interim.case.model import Body, Member, Popular, Referendum
from interim.case.positions import Document, Path
from interim.case.rules.clauses import condition_problems
from interim.case.rules.limits import MOST_BOYCOTTS, MOST_UNITS, above_zero, at_most, constant
from interim.foundation.errors import Problem


def check_bodies(draft: Draft) -> Iterator[Problem]:
    """`bodies.yaml`: known blocs, thresholds that can be reached."""
    for name, body in (draft.bodies or {}).items():
        document = draft.document("bodies")
        path: Path = (name,)
        if body.needed_when not in ("always", "never"):
            place = (name, "needed_when")
            yield from condition_problems(draft, document, place, body.needed_when)
        if bool(body.members) == bool(body.popular):
            yield document.problem(
                path,
                f"the body '{name}' has "
                + ("members and a popular vote" if body.members else "nobody who votes"),
                key=True,
                expected="either 'members:' or 'popular:'",
            )
            continue
        yield from _order(draft, document, name, body)
        yield from _members(draft, document, name, body)
        yield from _majorities(draft, document, name, body)
        yield from _roles(draft, document, name, body)
        if body.popular is not None:
            bloc = (name, "popular", "bloc")
            yield from _bloc(draft, document, bloc, body.popular.bloc)
            yield from _bears(draft, document, (name, "popular"), body.popular)
            if body.threshold >= 1:
                yield document.problem(
                    (name, "threshold"),
                    "a popular vote cannot reach this threshold",
                    found=f"{body.threshold:g}",
                    expected="the share of votes cast that it needs, below 1",
                )


def _order(draft: Draft, document: Document, name: str, body: Body) -> Iterator[Problem]:
    """What a body takes from others must come from bodies that vote before it."""
    bodies = list(draft.bodies or {})
    earlier = bodies[: bodies.index(name)]
    named: list[tuple[Path, str, bool]] = [((name, "after", id_), id_, True) for id_ in body.after]
    if body.sway_with is not None:
        named.append(((name, "sway_with"), body.sway_with, False))
    for path, id_, key in named:
        if id_ in bodies and id_ not in earlier:
            message = f"the body '{id_}' does not vote before '{name}'"
            expected = f"one of {', '.join(earlier)}" if earlier else "a body that stands above it"
            yield document.problem(path, message, key=key, found=id_, expected=expected)
        else:
            yield from known(document, path, "body", id_, earlier, key=key)
    if body.sway_with is None:
        return
    for id_, place in ((name, (name,)), (body.sway_with, (name, "sway_with"))):
        other = (draft.bodies or {}).get(id_)
        if other is not None and other.sway is None:
            message = f"the body '{id_}' has no sway to share"
            yield document.problem(place, message, key=True, expected="'sway:' in both bodies")
        elif other is not None and other.popular is not None:
            message = f"the body '{id_}' is a vote of the people, which has no sway"
            yield document.problem(place, message, key=True, expected="a body with members")


def _members(draft: Draft, document: Document, name: str, body: Body) -> Iterator[Problem]:
    for id_, member in body.members.items():
        path: Path = (name, "members", id_)
        if member.bloc is not None:
            yield from _bloc(draft, document, (*path, "bloc"), member.bloc)
            if member.slope is None:
                message = f"the key 'slope' is missing beside the bloc '{member.bloc}'"
                yield document.problem(path, message, key=True)
        elif member.slope is not None:
            message = "a slope without a bloc has no meaning"
            yield document.problem((*path, "slope"), message, key=True)
        yield from _bears(draft, document, path, member)
    votes = sum(member.seats * member.weight for member in body.members.values())
    if body.members and body.threshold > votes:
        yield document.problem(
            (name, "threshold"),
            f"the body '{name}' cannot reach its threshold",
            found=f"{body.threshold:g}",
            expected=f"at most its {votes} votes",
        )


def _majorities(draft: Draft, document: Document, name: str, body: Body) -> Iterator[Problem]:
    """Higher majorities that can be reached, and people where they are counted."""
    votes = sum(member.seats * member.weight for member in body.members.values())
    for index, raised in enumerate(body.raised):
        place: Path = (name, "raised", index)
        yield from condition_problems(draft, document, (*place, "when"), raised.when)
        if body.members and raised.threshold > votes:
            yield document.problem(
                (*place, "threshold"),
                f"the body '{name}' cannot reach this threshold",
                found=f"{raised.threshold:g}",
                expected=f"at most its {votes} votes",
            )
    if body.population is not None:
        for id_, member in body.members.items():
            if member.population is None:
                message = "the key 'population' is missing in a body that counts people"
                yield document.problem((name, "members", id_), message, key=True)


def _bears(
    draft: Draft, document: Document, path: Path, voter: Member | Popular
) -> Iterator[Problem]:
    """Whose war a voter bears: a principal's, by a bloc whose value there is to weigh."""
    if voter.bears is None:
        return
    if voter.bloc is None:
        message = "who bears a war without a bloc has nothing to weigh it by"
        yield document.problem(
            (*path, "bears"), message, key=True, expected="'bloc:' beside it, or no 'bears:'"
        )
    yield from draft.principal(document, (*path, "bears"), voter.bears)


def _roles(draft: Draft, document: Document, name: str, body: Body) -> Iterator[Problem]:
    """Roles in conditions that can be read, of members that the body has."""
    for index, role in enumerate(body.roles):
        path: Path = (name, "roles", index)
        yield from condition_problems(draft, document, (*path, "when"), role.when)
        if body.popular is not None:
            message = f"the body '{name}' is a vote of the people, which has no other role"
            yield document.problem(path, message, expected="a body with members")
            continue
        for id_ in role.leanings:
            place = (*path, "leanings", id_)
            yield from known(document, place, "member", id_, body.members, key=True)
        if role.role == "capital" and role.member is None:
            message = "the key 'member' is missing: whose yes is enough"
            expected = f"one of {', '.join(body.members)}"
            yield document.problem(path, message, expected=expected)
        elif role.role != "capital" and role.member is not None:
            message = f"no member decides alone in the role '{role.role}'"
            yield document.problem((*path, "member"), message, expected="'role: capital'")
        elif role.member is not None:
            place = (*path, "member")
            yield from known(document, place, "member", role.member, body.members, key=False)


def _bloc(draft: Draft, document: Document, path: Path, bloc: str) -> Iterator[Problem]:
    wrong = list(draft.party(document, path, bloc))
    yield from wrong
    if not wrong and draft.preferences is not None and bloc not in draft.preferences:
        yield document.problem(
            path,
            f"the bloc '{bloc}' has no preferences",
            found=bloc,
            expected=f"a party in preferences.yaml: {', '.join(draft.preferences)}",
        )


def check_referendum(draft: Draft) -> Iterator[Problem]:
    """`referendum.yaml`: known options, franchises with voters in every unit."""
    vote = draft.referendum
    if vote is None:
        return
    document = draft.document("referendum")
    yield from draft.issue(document, ("issue",), vote.issue)
    for option, rule in vote.votes.items():
        path: Path = ("votes", option)
        yield from draft.option(document, path, vote.issue, option, key=True)
        for name in rule.names:
            yield from known(document, path, "franchise", name, vote.franchises, key=False)
    for id_, choice in vote.choices.items():
        yield from draft.principal(document, ("choices", id_, "favours"), choice.favours)
    yield from _choices(document, vote)
    for issue, option in vote.not_held.items():
        path = ("not_held", issue)
        yield from draft.issue(document, path, issue, key=True)
        yield from draft.option(document, path, issue, option)
    most = int(MOST_UNITS * math.log(2) / math.log(len(vote.choices)) + 1e-9)
    yield from at_most(document, ("units",), len(vote.units), most, "units")
    for name, unit in vote.units.items():
        path = ("units", name)
        yield from draft.principal(document, (*path, "controller"), unit.controller)
        yield from above_zero(document, (*path, "prewar_electorate"), unit.prewar_electorate)
    yield from _franchises(document, vote)
    shares = {"threshold": vote.threshold, "quorum": vote.quorum, "approval": vote.approval}
    for key, needed in shares.items():
        if needed is not None and constant(needed) in (0.0, 1.0):
            message = f"a{'n' if key == 'approval' else ''} {key} lies strictly between 0 and 1"
            yield document.problem((key,), message, found=needed.text)
    yield from _arrangements(draft, document, vote)
    yield from _boycotts(document, vote)
    yield from above_zero(document, ("swing",), vote.swing)


def _choices(document: Document, vote: Referendum) -> Iterator[Problem]:
    """Answers that the rule of the vote can decide between, and voters for each of them."""
    favoured = [choice.favours for choice in vote.choices.values()]
    if len(set(favoured)) < 2:
        message = f"both choices favour '{favoured[0]}'"
        if len(favoured) > 2:
            message = f"all choices favour '{favoured[0]}'"
        yield document.problem(("choices",), message, key=True, expected="one for each principal")
    _, *others = vote.choices
    if vote.rule == "pass":
        if len(others) > 1:
            message = "of three choices and more the first cannot simply pass or not"
            place: Path = ("rule",) if "rule" in (document.data or {}) else ("choices",)
            expected = "'rule: plurality' (most votes win) or 'rule: run-off'"
            yield document.problem(place, message, key=True, expected=expected)
    else:
        for key in ("quorum", "approval", "counting"):
            if getattr(vote, key) is not None:
                message = f"a vote by the rule '{vote.rule}' has no '{key}'"
                expected = "'rule: pass', on two choices, or no such key"
                yield document.problem((key,), message, key=True, expected=expected)
    for name, choice in vote.choices.items():
        for other in choice.passes_on:
            place = ("choices", name, "passes_on", other)
            rest = [id_ for id_ in vote.choices if id_ != name]
            yield from known(document, place, "other choice", other, rest, key=True)
        if choice.passes_on and vote.rule != "run-off":
            message = "nobody's voters are passed on where there is no run-off"
            place = ("choices", name, "passes_on")
            yield document.problem(place, message, key=True, expected="'rule: run-off'")
        if sum(constant(share) or 0.0 for share in choice.passes_on.values()) > 1 + 1e-9:
            message = f"more than all voters of '{name}' are passed on"
            place = ("choices", name, "passes_on")
            yield document.problem(
                place, message, key=True, expected="shares that sum to 1 at most"
            )
    for unit, at in vote.units.items():
        for group, voters in at.groups.items():
            place = ("units", unit, "groups", group)
            for name in voters.between:
                where = (*place, "between", name)
                yield from known(document, where, "choice but the first", name, others, key=True)
            missing = [name for name in others if name not in voters.between]
            if len(others) > 1 and missing:
                message = f"the group '{group}' does not say how it votes between the others"
                expected = f"'between: {{{', '.join(f'{name}: ...' for name in others)}}}'"
                yield document.problem(place, message, key=True, expected=expected)


def _groups(vote: Referendum) -> list[str]:
    return list(dict.fromkeys(group for unit in vote.units.values() for group in unit.groups))


def _arrangements(draft: Draft, document: Document, vote: Referendum) -> Iterator[Problem]:
    for name, arrangement in vote.arrangements.items():
        for group in arrangement.groups:
            path: Path = ("arrangements", name, "groups", group)
            yield from known(document, path, "group", group, _groups(vote), key=True)
    if vote.arranged is None:
        return
    issue = vote.arranged.issue
    yield from draft.issue(document, ("arranged", "issue"), issue)
    for option, name in vote.arranged.options.items():
        path = ("arranged", "options", option)
        yield from draft.option(document, path, issue, option, key=True)
        yield from known(document, path, "arrangement", name, vote.arrangements, key=False)


def _boycotts(document: Document, vote: Referendum) -> Iterator[Problem]:
    path: Path = ("boycotts",)
    yield from at_most(document, path, len(vote.boycotts), MOST_BOYCOTTS, "boycotts")
    for name, call in vote.boycotts.items():
        for index, group in enumerate(call.groups):
            here = (*path, name, "groups", index)
            yield from known(document, here, "group", group, _groups(vote), key=False)
        for index, unit in enumerate(call.units):
            here = (*path, name, "units", index)
            yield from known(document, here, "referendum unit", unit, vote.units, key=False)


def _franchises(document: Document, vote: Referendum) -> Iterator[Problem]:
    groups = _groups(vote)
    for name, franchise in vote.franchises.items():
        path: Path = ("franchises", name, "groups")
        for index, group in enumerate(franchise.groups):
            yield from known(document, (*path, index), "group", group, groups, key=False)
        for id_, unit in vote.units.items():
            voters = [unit.groups[group] for group in franchise.groups if group in unit.groups]
            if all(0.0 in map(constant, (v.size, v.access, v.turnout)) for v in voters):
                message = f"nobody votes in the unit '{id_}' under the franchise '{name}'"
                expected = "a group of the unit with size, access and turnout above 0"
                yield document.problem(path, message, key=True, expected=expected)
