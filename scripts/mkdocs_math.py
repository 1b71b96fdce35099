"""MkDocs hook: turn formulas into MathML while building.

Browsers draw MathML themselves, so the pages need no script from elsewhere and can be read
without a network. `pymdownx.arithmatex` marks the formulas; this replaces each by MathML.
"""

import html
import logging
import re

from latex2mathml.converter import convert

log = logging.getLogger("mkdocs.hooks.math")

FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<latex>.*?)\\[)\]]</(?P=tag)>', re.DOTALL
)


def on_page_content(content: str, page, **_) -> str:
    def mathml(match: re.Match[str]) -> str:
        latex = html.unescape(match["latex"])
        display = "block" if match["tag"] == "div" else "inline"
        try:
            return convert(latex, display=display)
        except Exception as error:
            # A warning fails a strict build, which is what a broken formula should do.
            log.warning("%s: formula not understood (%r): %s", page.file.src_path, error, latex)
            return match[0]

    return FORMULA.sub(mathml, content)
