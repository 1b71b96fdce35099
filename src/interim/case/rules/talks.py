"""Talks while the war goes on: the menu, who speaks, and the ground that was lost meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from interim.case.draft import Draft, known
from interim.case.model import MOST_TEXTS, NO_DEAL, Speaker, Talks
from interim.case.positions import Document, Path
from interim.case.resolve import cycles, resolve
from interim.case.rules.limits import at_most, constant, hazard
from interim.foundation.errors import Problem


def check_talks(draft: Draft) -> Iterator[Problem]:
    """`talks.yaml`: plans that can be signed, parties that speak, what becomes of lost ground."""
    talks = draft.talks
    if talks is None:
        return
    document = draft.document("talks")
    yield from _told_otherwise(draft, document)
    yield from _menu(draft, document, talks)
    for plan in talks.lost_ground:
        path: Path = ("lost_ground", plan)
        yield from known(document, path, "plan", plan, talks.menu, key=True, of=" of the menu")
    yield from _lost_ground(draft, document, talks)
    yield from hazard(document, ("meetings",), talks.meetings)
    yield from hazard(document, ("after_breach",), talks.after_breach)
    for name, speaker in talks.speakers.items():
        yield from draft.party(document, ("speakers", name), name, key=True)
        yield from _speaker(draft, document, name, speaker)
    weights = [speaker.weight for speaker in talks.speakers.values()]
    if all(constant(weight) == 0 for weight in weights):
        yield document.problem(
            ("speakers",),
            "nobody speaks",
            key=True,
            found=f"{len(weights)} speakers, all of weight 0" if weights else "no speakers",
            expected="at least one party with a weight above 0",
        )


def _told_otherwise(draft: Draft, document: Document) -> Iterator[Problem]:
    """Talks are between two sides whose signatures bring a text about, in a war that goes on as
    before once a text is broken."""
    expected = "no talks.yaml"
    for name, party in (draft.header.parties if draft.header else {}).items():
        if party.signs_when != "always":
            message = f"talks bring about texts that both sign, and '{name}' need not always sign"
            yield document.problem((), message, found="signs_when in case.yaml", expected=expected)
    if draft.war is not None and draft.war.after_breach != NO_DEAL:
        message = "talks after a breach are of the war as it was, which does not come back here"
        yield document.problem((), message, found="after_breach in war.yaml", expected=expected)


def _menu(draft: Draft, document: Document, talks: Talks) -> Iterator[Problem]:
    if not talks.menu:
        yield document.problem(
            ("menu",),
            "no plan is on the menu, so there is nothing to talk about",
            found="an empty list",
            expected="plans of the case, such as 'menu: [one-plan, another]'",
        )
    yield from at_most(document, ("menu",), len(talks.menu), MOST_TEXTS, "plans on the menu")
    for index, plan in enumerate(talks.menu):
        path: Path = ("menu", index)
        if plan == NO_DEAL:
            yield document.problem(
                path,
                f"'{NO_DEAL}' is what holds while nobody signs; it is no text to put",
                found=plan,
                expected="plans that can be signed",
            )
        else:
            yield from draft.plan(document, path, plan)
        if plan in talks.menu[:index]:
            yield document.problem(path, f"the plan '{plan}' is listed twice", found=plan)


def _lost_ground(draft: Draft, document: Document, talks: Talks) -> Iterator[Problem]:
    """A plan that assumes ground which the war may take says what becomes of it."""
    if draft.war is None or draft.issues is None or cycles(draft.plans, draft.plan_files):
        return
    plans, issues = resolve(draft.plans, draft.header), draft.issues.issues
    captured = {
        issue: option
        for issue, option in draft.war.front.captured.items()
        if option in (draft.options(issue) or ())
    }
    for index, id_ in enumerate(talks.menu):
        if id_ in talks.lost_ground or id_ not in plans or id_ in (NO_DEAL, *talks.menu[:index]):
            continue
        clauses = plans[id_].clauses
        assumed = {
            issue: clauses[issue].option if issue in clauses else issues[issue].default
            for issue in captured
        }
        unsaid = unsaid_ground(id_, assumed, captured)
        if unsaid is not None:
            found, expected = unsaid.found, unsaid.expected
            yield document.problem(("menu", index), unsaid.message, found=found, expected=expected)


def unsaid_ground(
    plan: str, clauses: Mapping[str, str], captured: Mapping[str, str]
) -> Problem | None:
    """What to say of a plan of which `lost_ground` does not tell, where it has to.

    Args:
        plan: its id.
        clauses: its option for each issue, at least for those of `captured`.
        captured: issue -> option that holds where the war has taken the zone.

    Returns:
        The problem, or None where the plan assumes nothing that the war may take.
    """
    differing = [issue for issue, option in captured.items() if clauses[issue] != option]
    if not differing:
        return None
    said = " or ".join(f"'lost_ground: {{{plan}: {word}}}'" for word in ("stays", "returned"))
    return Problem(
        f"the plan '{plan}' assumes ground of the zone that the war may take, and 'lost_ground' "
        "does not say what becomes of it",
        file="talks.yaml",
        found=", ".join(f"{issue} is {clauses[issue]}" for issue in differing),
        expected=said,
    )


def _speaker(draft: Draft, document: Document, name: str, speaker: Speaker) -> Iterator[Problem]:
    path: Path = ("speakers", name)
    if draft.war is not None:
        for patron in speaker.after:
            place: Path = (*path, "after", patron)
            patrons, of = draft.war.patrons, " of war.yaml"
            yield from known(document, place, "patron", patron, patrons, key=True, of=of)
    if speaker.puts and name in (draft.principals or ()):
        yield document.problem(
            (*path, "puts"),
            f"the principal '{name}' puts what serves it, which the model works out",
            key=True,
            expected="'puts:' for mediators only",
        )
        return
    menu = draft.talks.menu if draft.talks else ()
    for plan in speaker.puts:
        place = (*path, "puts", plan)
        yield from known(document, place, "plan", plan, menu, key=True, of=" of the menu")
    if speaker.puts and all(constant(share) == 0 for share in speaker.puts.values()):
        yield document.problem(
            (*path, "puts"),
            f"'{name}' speaks and puts nothing",
            key=True,
            found=f"{len(speaker.puts)} plans, all of weight 0",
            expected="a plan with a weight above 0, or no 'puts:' for all of the menu alike",
        )
