"""The pages of the workbench, one module each, in the order of the rail."""

from __future__ import annotations

from interim.workbench.page import Page
from interim.workbench.pages import (
    bridge,
    compare,
    design,
    explain,
    hold,
    map,
    plans,
    sources,
    vote,
)

PAGES: dict[str, Page] = {
    page.name: page
    for page in (
        plans.PAGE,
        design.PAGE,
        map.PAGE,
        hold.PAGE,
        vote.PAGE,
        bridge.PAGE,
        explain.PAGE,
        compare.PAGE,
        sources.PAGE,
    )
}
