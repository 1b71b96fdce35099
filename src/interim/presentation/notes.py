"""Headings, captions and notes that stand in more than one place: terminal, brief, workbench.

Templates know this module as `notes`. What only one idea needs stands with that idea (`bridging`,
`explaining`, ...), and what stands in one place only, there.
"""

from __future__ import annotations

from interim.foundation import horizons, words
from interim.presentation.standing import WAR

FOLLOWS = "follows from the assumptions of the case"
UNDER = "under the assumptions of the case"

# Two questions, two names; the first leads wherever both are answered.
GO_ON = "If talks go on"
LAST_OFFER = "If a plan were the last offer"
WEIGHED_AGAINST = "Each plan is weighed as if it were the last offer, against"
WEIGHED = f"{WEIGHED_AGAINST} {WAR.weighed}"

# Evaluations.
IN_THE_WAY = "What stands in the way"
DEATHS_AVERTED = "Deaths averted in force"
SHARES = "share of futures, ± half of the 95 % interval"
IN_EVERY_FUTURE = "what would follow if the plan came into force in every future, whoever signs"
NO_DEAL_IN_THE_SAME = "against no deal in the same"
STILL = "would still be in force after"
AS_IF_ADOPTED = (
    "would still be in force, if adopted; the band is the 95 % interval, grey lines are the other "
    "plans."
)
SPAN = "the middle of the futures and the span of 90 % of them"
EVERY_BODY = "passed by every body that is needed"
CONSENT = "passed by every body whose consent"
ANOTHER_DRAW = (
    "how far another draw could differ. It does not say whether the assumptions are right."
)
YES = "chance of a yes"
DECIDES = "the share that decides"

# What an outcome depends on.
DEPENDS = "What it depends on"
LOW, HIGH = "Where it is low", "Where it is high"
HOLDS_HERE = "Where all of this holds"
MEASURED_APART = "Measured on futures that had no part in finding these conditions."
TO_HALF, UP_TO_HALF = "take it down to half of the futures", "bring it to half of the futures"
THEN = "then it is so in"
TURNS = "More does not always help one way:"

# Packages.
RULES = (
    "Nash: largest product of gains. Kalai-Smorodinsky: largest smallest share of one's best gain. "
    "Egalitarian: largest smallest gain. Utilitarian: largest sum."
)
MEDIAN = "with every quantity at its median"
BEFORE_FORESEEN = "what each makes of a package before it is foreseen whether it would hold"
BETTER_THAN_FIGHTING_ON = "package is better than fighting on for both"
WORST_TO_BEST = "worst package (0) to its best (1)"
SCALE = f"on a scale from a side's {WORST_TO_BEST}"
NOT_USED = "that the search did not use"
ALL_OF_IT = f"signed by all, {EVERY_BODY}, and in force for {words.count(horizons.LATE, 'year')}"

# Views of the facts.
ASK = "What to ask, to learn who is right"
OUR_READING = "is our reading of what its author has said"
BITS = "Bits are the mutual information of view and answer"
NO_FORECAST = "none is a forecast"
CHOSEN_OUT_OF_MANY = "best questions are chosen out of many, so"

# Earlier settlements.
NO_SAMPLE = "holds well-known cases and is no sample"
SETTLEMENTS = f"table of settlements {NO_SAMPLE}"
NOWHERE = "Nowhere do the two views disagree beyond their intervals."

# The ground.
EQUAL = "Its equal on the other side"
ONCE_WITHDRAWN = "once armies have withdrawn"
NO_CLAIM = "No position on any claim is implied."
LINE_OF_CONTACT = "line of contact, which is no border"


def same_futures(futures: int) -> str:
    """What a figure of all views of the facts shows."""
    return (
        f"Each view of the facts on the same {futures} futures, with the 95 % interval. Where a "
        "view is silent, the case's own number holds."
    )


def too_few(futures: int) -> str:
    """'Twenty futures are too few for an answer'."""
    return f"{words.count(futures, 'future').capitalize()} are too few for an answer"


def ask_for_more(futures: int) -> str:
    """As `too_few`, where a command can be given again."""
    return f"{too_few(futures)}; ask for at least {words.FEWEST}."
