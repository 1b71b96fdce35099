"""The pages of the workbench, in the order of the rail.

Each has a module of its name with two functions, `around` and `part`: see
`interim.interfaces.workbench.page`.
"""

from __future__ import annotations

from interim.interfaces.workbench.page import Page

PAGES: dict[str, Page] = {
    page.name: page
    for page in (
        Page("plans", "Plans", "What do the plans say, and where do they differ?", sharpens=False),
        Page(
            "when",
            "When",
            "Which text is signed when, and what does waiting cost?",
            sharpens=False,
        ),
        Page("design", "Design", "What if this clause were different?"),
        Page("map", "Map", "What happens on the ground?", sharpens=False),
        Page("hold", "Hold", "Does it last, who breaks it, how?"),
        Page("vote", "Vote", "Does it pass, and what would the people decide?"),
        Page("bridge", "Bridge", "Is there something better for both?", sharpens=False),
        Page("explain", "Explain", "What drives this, and who would disagree?", sharpens=False),
        Page("compare", "Compare", "How do these plans compare, future by future?"),
        Page("sources", "Sources", "Can I trust this number?", sharpens=False),
    )
}
