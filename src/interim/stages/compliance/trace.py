"""The uniform numbers that a course is drawn from, and the table that it is written to."""

from __future__ import annotations

UNIFORMS = 9
"""Uniform numbers per month. Calm takes the first side's incident, which cannot happen then."""
WHO, WHAT, INCIDENTS, LIES, SNAPBACK, ANSWERS, ENDS = 0, 1, 2, 4, 6, 7, 8
"""Columns of them: who reconsiders, what it chooses, each side's incident, each side's false blame,
relief, guarantors, collapse."""
CALMS = INCIDENTS
START_UNIFORMS = 3
"""The vote's result, its acceptance, and the guarantors at signing."""
RESULT, ACCEPTANCE, GUARANTORS = 0, 1, 2
SPARE = 2
"""Uniform numbers per month for what not every game has: whether a step of the withdrawal falls
due, and between which two points the public's belief is rounded; one more month for the start."""
STEPS, ROUNDING = 0, 1

HELD, RENEGED, ESCALATED, LAPSED = 0, 1, 3, 4
"""Endings of a deal; the second principal's open breach is `RENEGED` + 1."""

MOVER, ACTION, VOTED, CONTESTED, INCIDENT, FALSE, SNAPPED = 0, 1, 2, 3, 4, 6, 8
TENSION, TAKEN, ENGAGED, DUE, COLLAPSE, STEP, LAYER, POINT = 9, 10, 11, 12, 13, 14, 15, 16
TRACE = 17
"""What happened in a month of a course, as whole numbers: who reconsidered (-1 nobody); chose to
comply 0, probe 1, renege 2; the vote (-1 not due, principal favoured, 2 not held) and whether its
result was contested; each side's incident (0 none, 1 unseen, 2 seen, 3 pinned on it) and whether it
was blamed falsely; relief (0 nobody who receives it was blamed, 1 it stayed, 2 taken back,
3 earned); then tension, relief taken back and guarantors engaged after the month; the mandate (0
not due, 1 renewed, 2 lapsed); whether there was an accident; the withdrawal (0 no step due, 1 a
step of the mover's, taken or not, 2 given up), its layer and the point of the public's belief after
the month. Two columns each for incident and false."""
