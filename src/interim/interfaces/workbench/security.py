"""Who may ask the workbench, and what a browser may do with its pages.

By default it listens on the loopback address only. Anywhere else it demands a token. Either way a
page of another site can neither read from it nor change anything: the host must be one that it
was started for (against DNS rebinding), and requests that change something must come from its own
pages.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import HTTPException

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
COOKIE = "interim-token"
MOST_BYTES = 8_000_000
"""Largest body of a request."""
MOST_SECONDS = 30.0
"""Longest wait for the next piece of a body."""
MOST_AT_ONCE = 64
"""Requests that are answered at the same time, streams of sharper answers among them."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    b"content-security-policy": (
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
        b"frame-ancestors 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"cache-control": b"no-cache",
}


class Guard:
    """Lets through what is allowed, and adds headers to what comes back (an ASGI middleware)."""

    def __init__(
        self,
        app: Any,
        *,
        hosts: Iterable[str] = LOOPBACK,
        token: str | None = None,
        close: Callable[[], None] = lambda: None,
    ):
        """Wraps an application.

        Args:
            app: an ASGI application.
            hosts: names and addresses under which it may be asked, without port.
            token: what a visitor must show; None if nothing.
            close: ends what is being worked out, so that nothing delays a stop.
        """
        self.close = close
        self.app, self.hosts, self.token = app, frozenset(h.lower() for h in hosts), token
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = {key.lower(): value.decode("latin-1") for key, value in scope["headers"]}
        refused = self._refused(scope, headers)
        if refused is not None:
            await _answer(send, *refused)
            return
        if self.token is not None and not self._known(headers):
            await self._admit(scope, headers, send)
            return
        if self._under_way >= MOST_AT_ONCE:
            busy = "Too many requests are being answered: try again in a moment."
            await _answer(send, 429, busy, {b"retry-after": b"5"})
            return
        self._under_way += 1
        try:
            await self.app(scope, _limited(receive), _guarded(send))
        finally:
            self._under_way -= 1

    def _refused(self, scope: Scope, headers: dict[bytes, str]) -> tuple[int, str] | None:
        host = headers.get(b"host", "")
        if _name(host) not in self.hosts:
            return 421, "This workbench does not answer under that name."
        length = headers.get(b"content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return 400, "The length of the request is no number."
        if len(length) > 20 or int(length) > MOST_BYTES:
            return 413, f"More than {MOST_BYTES // 1_000_000} MB."
        origin = headers.get(b"origin")
        if scope["method"] not in SAFE:
            elsewhere = origin is not None and urlsplit(origin).netloc.lower() != host.lower()
            site = headers.get(b"sec-fetch-site", "same-origin")
            if elsewhere or site not in {"same-origin", "none"}:
                return 403, "The request comes from another site."
        return None

    def _known(self, headers: dict[bytes, str]) -> bool:
        assert self.token is not None
        scheme, _, bearer = headers.get(b"authorization", "").partition(" ")
        if scheme.lower() == "bearer" and _same(bearer.strip(), self.token):
            return True
        try:
            cookie = SimpleCookie(headers.get(b"cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and _same(cookie.value, self.token)

    async def _admit(self, scope: Scope, headers: dict[bytes, str], send: Send) -> None:
        """A link with the right token sets a cookie and leads to the page without it."""
        assert self.token is not None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = next((value for key, value in pairs if key == "token"), "")
        if scope["method"] not in SAFE or not _same(given, self.token):
            await _answer(send, 401, "Open the link with the token that interim serve printed.")
            return
        rest = urlencode([pair for pair in pairs if pair[0] != "token"])
        where = scope["path"] + (f"?{rest}" if rest else "")
        cookie = f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Strict"
        await _answer(
            send,
            303,
            "",
            {b"location": _local(where).encode(), b"set-cookie": cookie.encode()},
        )


def _local(path: str) -> str:
    """A path that cannot be taken for the address of another host."""
    return "/" + path.lstrip("/\\")


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _guarded(send: Send) -> Send:
    async def sending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            there = {key.lower() for key, _ in message["headers"]}
            added = [(key, value) for key, value in HEADERS.items() if key not in there]
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return sending


def _limited(receive: Receive) -> Receive:
    """Counts the bytes of a body that did not say how long it is, and does not wait for ever."""
    taken, whole = 0, False

    async def receiving() -> dict[str, Any]:
        nonlocal taken, whole
        if whole:  # what is waited for now is that the visitor goes away
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), MOST_SECONDS)
        except TimeoutError:
            raise HTTPException(408, "The request did not come to its end.") from None
        taken += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if taken > MOST_BYTES:
            raise HTTPException(413, f"More than {MOST_BYTES // 1_000_000} MB.")
        return message

    return receiving


async def _answer(
    send: Send, status: int, text: str, headers: dict[bytes, bytes] | None = None
) -> None:
    fields = {
        b"content-type": b"text/plain; charset=utf-8",
        **HEADERS,
        **(headers or {}),
    }
    await send({"type": "http.response.start", "status": status, "headers": list(fields.items())})
    await send({"type": "http.response.body", "body": text.encode()})
