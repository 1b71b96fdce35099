"""How many futures stand behind an answer where nobody asks for another number, and why so many.

The 95 % interval of a share of n futures is at most 1 / √n to either side of it: seven percentage
points with 200 futures, three with 1,000, one with 10,000.
"""

EVALUATION = 10_000
"""Chances to within one percentage point: what is quoted comes from here."""
COMPARISON = 400
"""For the median and spread of a gain; no chance events are involved."""
FRONTIER = 1_000
"""To say of a few packages how often they are preferred to the war."""
RECORD = 2_000
"""Each is put every text that was answered, some twenty of them; what the record leaves of them is
enough for shares to within a few points."""
TALKS = 1_000
"""Chances are worked out in each future, and each plays a hundred games."""
MOVES = 300
"""Of talks and of the same talks with some twenty things changed, one at a time; differences on
common futures are closer than shares."""
TALKS_TOLD = TALKS
"""The same where talks lead, in a brief: as many as `interim talks` takes, so that one seed gives
the same figures in both, and no share is off by more than three points. That is about two minutes
of two cores; the runs that a brief tells of beside them take longer than that."""
DEMO = 1_000
"""The demo: to within three percentage points, in seconds."""
DEMO_TALKS = 250
"""Talks in the demo: to within six percentage points, in half of the time that it takes. A brief
and `interim talks` take `TALKS`, of which these are the first."""
VOTE = 2_000
"""The chances of a vote are worked out exactly in each future, so fewer do."""
BRIDGE = 2_000
"""For each of the packages that a search ends with; those before face fewer."""
BRIDGE_VALUES = 200
"""For the mean values of packages that a search begins with, which it then tries for itself."""
BRIDGE_TALKS = 200
"""For talks over each of the packages that a search ends with, in two ways."""
LENSES = 1_000
"""For each lens; all see the same futures, so their differences are closer than their shares."""
WEIGHT = 4_000
"""For a few classes of every quantity, over several plans and outcomes."""
SWEEP = 2_000
"""At each point of a design; all points share them."""
RESPONSE = 2_000
"""At each value of a quantity; all values share them."""

# The workbench answers while somebody waits.
STEPS = (200, 1_000, 4_000, EVALUATION)
"""Of a first answer, and of the sharper ones that follow."""
PAGE_PLANS = 200
"""Behind each gain on Plans: as many as a first answer has."""
PAGE_FRONTIER = 300
"""Behind the shares of futures on Bridge in which a package is preferred to fighting on."""
PAGE_SHADING = 200
"""For each of many packages along the frontier: as many as a first answer has, and the same."""
PAGE_PACKAGE = 500
"""Behind what is said of the one package that is looked at."""
PAGE_SEARCH = 1_000
"""Behind each of the packages that a search on Bridge ends with."""
PAGE_CHANGE = 500
"""For each single change of a plan: common ones, so that changes have the same luck."""
PAGE_TRIED = 300
"""At each value of a quantity on Hold."""
PAGE_EXPLAINED = (1_000, 4_000)
"""Of a first explanation, and of the one that follows."""
PAGE_TALKS = (50, 200, TALKS)
"""Of the first answer on When, and of those that follow: a future costs a tenth of a second."""
PAGE_LENSES = 600
"""For each lens on Explain."""
PAGE_FORCE = 1_000
"""For the spreads of heads and of what they see on Map."""
