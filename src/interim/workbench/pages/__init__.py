"""The pages of the workbench, one module each, in the order of the rail."""

from __future__ import annotations

from interim.workbench.page import Page
from interim.workbench.pages import design

PAGES: dict[str, Page] = {page.name: page for page in (design.PAGE,)}
