"""What stories of how deals break down and how talks go look like on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from interim.case.model import Case
from interim.evaluation.result import Evaluation
from interim.futures import Run
from interim.insight.stories import Story, TypicalStories
from interim.insight.talks_stories import TalksStories
from interim.interfaces.terminal.screen import text
from interim.presentation import story as telling
from interim.presentation import talks_story


def stories(evaluation: Evaluation, found: Sequence[TypicalStories]) -> Group:
    """The typical stories of each plan, under what they are typical of.

    Args:
        evaluation: what they were found in.
        found: those of each plan.
    """
    case = evaluation.case
    parts: list[RenderableType] = []
    for typical in found:
        said = telling.introduction(typical, case, evaluation.run.futures, evaluation.run.seed)
        parts += [Text(""), text(case.plans[typical.plan].short, "bold underline"), text(said)]
        for number, story in enumerate(typical.stories, start=1):
            parts += [Text(""), _story(f"{number}. ", story, evaluation)]
    return Group(*parts, *_foot(found))


def single(evaluation: Evaluation, found: Sequence[Story]) -> Group:
    """One story of each plan.

    Args:
        evaluation: what they were found in.
        found: the stories.
    """
    parts: list[RenderableType] = []
    for story in found:
        parts += [Text(""), text(evaluation.case.plans[story.plan].short, "bold underline")]
        parts.append(_story("", story, evaluation))
    return Group(*parts, *_foot(found))


def of_talks(typical: TalksStories, case: Case, run: Run) -> Group:
    """The typical stories of talks, under what they are typical of.

    Args:
        typical: the stories.
        case: the case, for titles.
        run: the run that they are taken from.
    """
    parts: list[RenderableType] = [Text(""), text(talks_story.introduction(typical, run))]
    for number, story in enumerate(typical.stories, start=1):
        head = f"{number}. {talks_story.heading(story, case)}"
        about = talks_story.about(story, case, run)
        parts += [Text(""), _told(head, about, talks_story.lines(story, case))]
    return Group(*parts, Text(""), text(talks_story.reading()))


def _story(mark: str, story: Story, evaluation: Evaluation) -> Group:
    case = evaluation.case
    head = f"{mark}{telling.heading(story, case)}"
    return _told(head, telling.about(story, case), telling.lines(story, case))


def _told(heading: str, about: str, lines: Sequence[telling.Line]) -> Group:
    body = Table.grid(padding=(0, 2, 0, 0))
    body.add_column(no_wrap=True)
    body.add_column()
    for line in lines:
        body.add_row(line.when, text(line.text))
    return Group(
        text(heading, "bold"),
        Padding(text(about), (0, 0, 0, 3)),
        Padding(body, (0, 0, 0, 3)),
    )


def _foot(found: Sequence[object]) -> list[RenderableType]:
    return [Text(""), text(telling.reading())] if found else []
