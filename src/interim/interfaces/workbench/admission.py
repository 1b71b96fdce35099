"""Who is let in: a token for each role, and the session that a link with one is exchanged for.

A session is signed, not stored: what a browser keeps holds no token, several servers on one store
know the same sessions, and a restart forgets none. New tokens end every session.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from interim.foundation.errors import BadInput, Problem, unknown

Role = Literal["reader", "editor", "host"]
"""A reader looks; an editor also saves and searches; a host also brings cases in."""
ROLES: tuple[Role, ...] = get_args(Role)
LEAST_TOKEN = 16
"""Characters; made ones have 32."""
LONGEST_NAME = 60
LONGEST_SESSION = 1000


@dataclass(frozen=True)
class Visitor:
    """Who asks: a role, and the name given at the link, if one was."""

    role: Role
    name: str = ""

    def may(self, role: Role) -> bool:
        """Whether this visitor may do what that role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


ANYBODY = Visitor("host")
"""Where no token is asked for."""


class Admission:
    """The tokens of the roles, and sessions signed with a key made of them."""

    def __init__(self, tokens: Mapping[Role, str]) -> None:
        """Takes the tokens.

        Args:
            tokens: role -> token; a role without one cannot be had.
        """
        self._tokens = dict(tokens)
        joined = json.dumps(sorted(self._tokens.items())).encode()
        self._key = hashlib.sha256(b"interim session " + joined).digest()

    def holder(self, token: str) -> Role | None:
        """The role of a token; None if it is none of ours."""
        found: Role | None = None
        for role, own in self._tokens.items():  # all of them, so that time tells nothing
            if hmac.compare_digest(token.encode(errors="replace"), own.encode()):
                found = role
        return found

    def session(self, visitor: Visitor) -> str:
        """What a browser keeps in its cookie in place of the token."""
        said = json.dumps([secrets.token_hex(8), visitor.role, visitor.name])
        body = base64.urlsafe_b64encode(said.encode()).rstrip(b"=")
        return f"{body.decode()}.{self._signed(body)}"

    def visitor(self, session: str) -> Visitor | None:
        """Who a session was given to; None if it was not given by us."""
        body, _, signature = session.partition(".")
        if len(session) > LONGEST_SESSION or not session.isascii():
            return None
        if not hmac.compare_digest(signature, self._signed(body.encode())):
            return None
        try:
            padded = body + "=" * (-len(body) % 4)
            _, role, name = json.loads(base64.urlsafe_b64decode(padded))
        except (binascii.Error, ValueError):
            return None
        return Visitor(role, name) if role in self._tokens else None

    def _signed(self, body: bytes) -> str:
        return hmac.new(self._key, body, hashlib.sha256).hexdigest()


def plain_name(text: str) -> str:
    """A name as it may be shown: printable, on one line, not too long."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.split())[:LONGEST_NAME].strip()


def tokens_of(file: Path) -> dict[Role, str]:
    """The tokens in a file of lines `ROLE TOKEN`; made if there is no such file.

    Args:
        file: readable by its owner alone, if it is made here.

    Raises:
        BadInput: the file cannot be read or made, or a line of it is something else.
    """
    made = {role: secrets.token_urlsafe(24) for role in ROLES}
    text = "".join(f"{role} {token}\n" for role, token in made.items())
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        there = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(file)
    except OSError as error:
        raise BadInput([Problem(f"cannot be made: {error.strerror}", str(file))]) from error
    with os.fdopen(there, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return made


def _read(file: Path) -> dict[Role, str]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise BadInput([Problem(f"cannot be read: {why}", str(file))]) from error
    problems: list[Problem] = []
    found: dict[Role, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or line.lstrip().startswith("#"):
            continue
        place: dict[str, Any] = {"file": str(file), "line": number}
        role = next((known for known in ROLES if known == words[0]), None)
        if role is None:
            problems.append(unknown("role", words[0], ROLES, **place))
        elif role in found:
            problems.append(Problem(f"a second token for {role}", **place))
        elif len(words) != 2 or len(words[1]) < LEAST_TOKEN or not words[1].isascii():
            expected = f"'{role} TOKEN', a token of at least {LEAST_TOKEN} ASCII characters"
            problems.append(Problem("no token", expected=expected, **place))
        else:
            found[role] = words[1]
    if len(set(found.values())) < len(found):
        problems.append(Problem("two roles have the same token", str(file)))
    if not found and not problems:
        problems.append(Problem("holds no token", str(file), expected="lines 'ROLE TOKEN'"))
    if problems:
        raise BadInput(problems)
    return found
