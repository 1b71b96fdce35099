"""Recorded votes on sovereignty, as a table.

Source of the format:
    sudd.ch, database of direct democracy (B. Müller): one row per question put to a vote, texts in
    German.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from interim.foundation.errors import BadInput, Problem

COLUMNS = (
    "id_sudd",
    "country_name",
    "territory_name_de",
    "territory_type_de",
    "year",
    "title_de",
    "question_type_de",
    "electorate_total",
    "votes_total",
    "votes_valid",
    "votes_yes",
    "votes_no",
    "remarks",
)

TOPICS = {
    "stay": r"Verbleib|Status quo|Beibehaltung|Rückkehr",
    "join": r"Anschluss|Vereinigung|Beitritt|Union mit",
    "autonomy": r"[Aa]utonom|Selbstverwaltung|Selbstregierung",
    "independence": r"[Uu]nabhängig|Trennung|Souverän|Selbstbestimm|Loslösung|Sezession",
}
"""What is proposed, by the title; the first that matches. Other titles are `other`."""

FLAGS = {"unofficial": r"inoffiziell|Privat|privat", "boycott": r"[Bb]oykott|Nichtteilnahme"}
"""What is known of a vote before its result, by the remarks."""

NO_STATUS = "unabhängiger Staat"
"""Questions put to a whole independent state, whose status is not at stake."""


def read_votes(path: Path, *, since: int = 1900, claimed: Collection[str] = ()) -> pd.DataFrame:
    """Votes with a yes and a no, one row each.

    Args:
        path: a table in the format of sudd.ch.
        since: first year.
        claimed: ids of votes whose results are only what their organisers claimed; they are kept
            and marked.

    Returns:
        `id`, `country`, `territory`, `year`, `title`, `topic`, `unofficial`, `boycott`, `claimed`,
        `yes` (share of valid votes), `share` (its log-odds), `turnout` (share of the electorate)
        and `cast` (its log-odds). Turnout is NaN where no electorate is stated.

    Raises:
        BadInput: no such file, or it lacks a column.
    """
    if not path.is_file():
        raise BadInput([Problem("no such file", file=str(path), expected="a table of votes")])
    table = pd.read_csv(path)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise BadInput(
            [
                Problem(
                    f"the column '{name}' is missing", file=str(path), line=1, expected="a column"
                )
                for name in missing
            ]
        )
    about = (table.territory_type_de != NO_STATUS) & (
        table.question_type_de == "Entscheidungsfrage"
    )
    complete = table.votes_yes.notna() & table.votes_no.notna()
    kept = table[about & complete & (table.year >= since)]
    yes, no = kept.votes_yes, kept.votes_no
    # Half a vote to each side keeps a unanimous vote finite (Haldane 1956).
    share = (yes + 0.5) / (yes + no + 1)
    cast = kept.votes_total.fillna(kept.votes_valid).fillna(yes + no)
    turnout = ((cast + 0.5) / (kept.electorate_total + 1)).where(
        (kept.electorate_total > 0) & (cast <= kept.electorate_total)
    )
    votes = pd.DataFrame(
        {
            "id": kept.id_sudd,
            "country": kept.country_name,
            "territory": kept.territory_name_de,
            "year": kept.year.astype(int),
            "title": kept.title_de,
            "topic": [topic(title) for title in kept.title_de],
            **{name: kept.remarks.str.contains(words) for name, words in FLAGS.items()},
            "claimed": kept.id_sudd.isin(set(claimed)),
            "yes": yes / (yes + no),
            "share": np.log(share / (1 - share)),
            "turnout": turnout,
            "cast": np.log(turnout / (1 - turnout)),
        }
    )
    return votes.reset_index(drop=True)


def topic(title: str) -> str:
    """What a German title proposes: `stay`, `join`, `autonomy`, `independence` or `other`."""
    words = pd.Series([title])
    for name, pattern in TOPICS.items():
        if words.str.contains(pattern).iloc[0]:
            return name
    return "other"


def design(votes: pd.DataFrame) -> np.ndarray:
    """What is known of each vote before its result, as columns.

    Returns:
        (votes, 8): a constant; stay, join, autonomy, independence; unofficial; boycott; after 1988.
    """
    columns = [
        np.ones(len(votes)),
        *(votes.topic == name for name in TOPICS),
        *(votes[name] for name in FLAGS),
        votes.year > 1988,
    ]
    return np.column_stack([np.asarray(column, dtype=float) for column in columns])
