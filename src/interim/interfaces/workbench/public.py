"""The address under which others reach the workbench, where a proxy stands before it.

Pages write their links from the root, as if they stood there. Under a prefix those links, and
where an answer sends a browser, begin with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from interim.foundation.errors import BadInput, Problem

_LINK = re.compile(r'((?:href|src|action|formaction)=")/(?!/)')
"""A link from the root, as our templates write it; what people type cannot hold the quote."""
_EXPECTED = "an address such as https://workbench.example.org/interim"


@dataclass(frozen=True)
class PublicAddress:
    """Scheme, host (with its port where it is not the usual one), and path without a last slash."""

    scheme: str
    host: str
    prefix: str = ""

    @property
    def origin(self) -> str:
        """What a browser calls the origin of pages there."""
        return f"{self.scheme}://{self.host}"


def public_address(text: str) -> PublicAddress:
    """The parts of an address such as https://host/prefix.

    Raises:
        BadInput: it is no such address.
    """
    try:
        parts = urlsplit(text)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        port = parts.port
    except ValueError as error:
        raise BadInput([Problem(str(error), found=text, expected=_EXPECTED)]) from error
    prefix = parts.path.rstrip("/")
    wrong = (
        usual is None
        or not parts.hostname
        or "@" in parts.netloc
        or bool(parts.query or parts.fragment)
        or not re.fullmatch(r"[A-Za-z0-9.-]+|[0-9a-fA-F:.]+", parts.hostname)
        or not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*", prefix)
        or any(step in (".", "..") for step in prefix.split("/"))
    )
    if wrong:
        raise BadInput([Problem("no public address", found=text, expected=_EXPECTED)])
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    shown = host if port in (None, usual) else f"{host}:{port}"
    return PublicAddress(parts.scheme, shown.lower(), prefix)


def under(prefix: str, html: str) -> str:
    """A page or a part of one with its links under a prefix."""
    return _LINK.sub(rf"\g<1>{prefix}/", html) if prefix else html
