"""What an analyst writes: one conflict as frozen objects, mirroring the files of a case folder.

The models check what one value can show by itself. What needs the whole case (does this plan
name a known issue?) is checked in `interim.case.rulebook`, so that every problem of a case is
reported together, each with its place.
"""

from interim.case.model.block import NO_DEAL, Block, Id, Sources, Traced
from interim.case.model.bodies import (
    Body,
    BodyRole,
    Member,
    Popular,
    Population,
    Raised,
)
from interim.case.model.case import Case, walk_quantities
from interim.case.model.enforcement import (
    Behaviour,
    Benefit,
    Enforcement,
    Guarantor,
    Monitoring,
    Observer,
    PublicBelief,
    Support,
)
from interim.case.model.header import Correlation, Header, Party, Role
from interim.case.model.history import Likeness
from interim.case.model.issues import Issue, Issues, Option
from interim.case.model.lenses import Lens, Replacement, Source
from interim.case.model.plans import (
    Clause,
    Effect,
    Guarantee,
    Leaving,
    Mandate,
    Plan,
    Withdrawal,
)
from interim.case.model.preferences import Interaction, IssuePreference, Preferences, PrincipalType
from interim.case.model.record import Answer, Asked, Record
from interim.case.model.referendum import (
    Arranged,
    Arrangement,
    Boycott,
    Change,
    Choice,
    Franchise,
    Referendum,
    Unit,
    Voters,
)
from interim.case.model.talks import MOST_TEXTS, Speaker, Talks
from interim.case.model.territory import Presence, Standing, Territory, TerritoryUnit, Zone
from interim.case.model.war import Beginning, Belligerent, Civilians, Front, Patron, War, WarEnd

__all__ = [
    "MOST_TEXTS",
    "NO_DEAL",
    "Answer",
    "Arranged",
    "Arrangement",
    "Asked",
    "Beginning",
    "Behaviour",
    "Belligerent",
    "Benefit",
    "Block",
    "Body",
    "BodyRole",
    "Boycott",
    "Case",
    "Change",
    "Choice",
    "Civilians",
    "Clause",
    "Correlation",
    "Effect",
    "Enforcement",
    "Franchise",
    "Front",
    "Guarantee",
    "Guarantor",
    "Header",
    "Id",
    "Interaction",
    "Issue",
    "IssuePreference",
    "Issues",
    "Leaving",
    "Lens",
    "Likeness",
    "Mandate",
    "Member",
    "Monitoring",
    "Observer",
    "Option",
    "Party",
    "Patron",
    "Plan",
    "Popular",
    "Population",
    "Preferences",
    "Presence",
    "PrincipalType",
    "PublicBelief",
    "Raised",
    "Record",
    "Referendum",
    "Replacement",
    "Role",
    "Source",
    "Sources",
    "Speaker",
    "Standing",
    "Support",
    "Talks",
    "Territory",
    "TerritoryUnit",
    "Traced",
    "Unit",
    "Voters",
    "War",
    "WarEnd",
    "Withdrawal",
    "Zone",
    "walk_quantities",
]
