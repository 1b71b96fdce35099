"""Who may ask the workbench, and what a browser may do with its pages.

Whoever asks must show a token once and is a reader, an editor or a host from then on (`admission`).
A page of another site can neither read from the workbench, nor change anything, nor make it
compute: the host must be one that it was started for (against DNS rebinding), what changes
something must come from its own pages, and what another site leads to is opened by a click.
"""

from __future__ import annotations

import asyncio
import html
import ipaddress
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import HTTPException

from interim.interfaces.workbench.admission import ANYBODY, Admission, Visitor, plain_name
from interim.interfaces.workbench.public import PublicAddress

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
COOKIE = "interim"
"""The name of the cookie, before the port: services of one machine share their cookies."""
MOST_BYTES = 8_000_000
"""Largest body of a request."""
MOST_SECONDS = 20.0
"""Longest wait for a body, whole; a large one gets more, at `SLOWEST`."""
SLOWEST = 100_000
"""Bytes per second that a large body must come at."""
MOST_BODIES = 32
"""Bodies that are waited for at the same time; they are not counted among the requests."""
MOST_AT_ONCE = 64
"""Requests that are answered at the same time, streams of sharper answers among them."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})
ELSEWHERE = "The request comes from another site."
HOSTS_ONLY = frozenset({"/cases", "/api/cases"})
"""Where only a host may send something: what comes in there is open to all."""
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
        admission: Admission | None = None,
        public: PublicAddress | None = None,
        port: int | None = None,
        close: Callable[[], None] = lambda: None,
    ):
        """Wraps an application.

        Args:
            app: an ASGI application.
            hosts: names and addresses under which it may be asked, without port.
            admission: what a visitor must show; None if nothing.
            public: where a proxy makes it reachable; None if it is asked directly.
            port: at which it listens, for the name of the cookie.
            close: ends what is being worked out, so that nothing delays a stop.
        """
        self.close = close
        self.app, self.admission, self.public = app, admission, public
        named = [*hosts, *([public.host] if public else [])]
        self.hosts = frozenset(_name(host) for host in named)
        self.cookie = COOKIE if port is None else f"{COOKIE}-{port}"
        self._prefix = public.prefix if public else ""
        self._under_way = self._coming = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = {key.lower(): value.decode("latin-1") for key, value in scope["headers"]}
        scope = {**scope, "path": self._without_prefix(scope["path"])}
        if scope["method"] == "HEAD":
            # As GET, without what it answers: there is one way to each page.
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        refused = self._refused(scope, headers)
        if refused is not None:
            await _answer(send, *refused)
            return
        visitor = self._visitor(headers)
        if visitor is None or self._shows_token(scope):
            await self._admit(scope, headers, send)
            return
        if _led_from_elsewhere(headers):
            await self._answer_with_link(scope, send, by_itself=False)
            return
        if scope["method"] not in SAFE and not visitor.may(_needed(scope["path"])):
            role = visitor.role
            await _answer(send, 403, f"You came in as {role}: ask a host for another link.")
            return
        if scope["method"] not in SAFE or _has_body(headers):
            whole = await self._whole(headers, receive, send)
            if whole is None:
                return
            receive = _given(whole, receive)
            scope["interim.body"] = whole
        if self._under_way >= MOST_AT_ONCE:
            busy = "Too many requests are being answered: try again in a moment."
            await _answer(send, 429, busy, {b"retry-after": b"5"})
            return
        scope["interim.visitor"] = visitor
        self._under_way += 1
        try:
            await self.app(scope, receive, _guarded(send, self._prefix))
        finally:
            self._under_way -= 1

    def _without_prefix(self, path: str) -> str:
        """A path as the pages know it: some proxies take the prefix away, others leave it."""
        if self._prefix and (path + "/").startswith(self._prefix + "/"):
            return path[len(self._prefix) :] or "/"
        return path

    def _refused(self, scope: Scope, headers: dict[bytes, str]) -> tuple[int, str] | None:
        host = headers.get(b"host", "")
        if _name(host) not in self.hosts and not _address_asked(scope, host):
            return 421, "This workbench does not answer under that name."
        length = headers.get(b"content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return 400, "The length of the request is no number."
        if len(length) > 20 or int(length) > MOST_BYTES:
            return 413, f"More than {MOST_BYTES // 1_000_000} MB."
        site = headers.get(b"sec-fetch-site", "same-origin")
        if scope["method"] not in SAFE:
            if not self._own_origin(headers.get(b"origin"), host) or site not in OWN_SITE:
                return 403, ELSEWHERE
        elif site not in OWN_SITE and not _led_from_elsewhere(headers):
            return 403, ELSEWHERE
        return None

    def _own_origin(self, origin: str | None, host: str) -> bool:
        if origin is None or (self.public and origin.lower() == self.public.origin):
            return True
        # By hand: what urlsplit cannot read, it raises.
        return origin.lower().partition("://")[2] == host.lower()

    def _visitor(self, headers: dict[bytes, str]) -> Visitor | None:
        if self.admission is None:
            return ANYBODY
        scheme, _, bearer = headers.get(b"authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            role = self.admission.holder(bearer.strip())
            if role is not None:
                return Visitor(role)
        # By hand: SimpleCookie gives up all cookies for an odd one of another service.
        for part in headers.get(b"cookie", "").split(";"):
            name, _, value = part.strip().partition("=")
            if name == self.cookie:
                visitor = self.admission.visitor(value)
                if visitor is not None:
                    return visitor
        return None

    def _shows_token(self, scope: Scope) -> bool:
        """Whether the address holds a token, which must not stay there."""
        if self.admission is None or scope["method"] not in SAFE:
            return False
        return any(key == "token" for key, _ in _query(scope))

    async def _admit(self, scope: Scope, headers: dict[bytes, str], send: Send) -> None:
        """A link with a right token begins a session and leads to the page without the token."""
        assert self.admission is not None
        given = dict(reversed(_query(scope)))
        role = self.admission.holder(given.get("token", ""))
        if role is None and _led_from_elsewhere(headers) and "token" not in given:
            # The browser keeps the cookie back when another site leads here.
            await self._answer_with_link(scope, send, by_itself=False)
            return
        if scope["method"] not in SAFE or role is None:
            await _answer(send, 401, "Open the link with the token that interim serve printed.")
            return
        session = self.admission.session(Visitor(role, plain_name(given.get("name", ""))))
        secure = "; Secure" if self.public and self.public.scheme == "https" else ""
        cookie = (
            f"{self.cookie}={session}; Path={self._prefix or ''}/; HttpOnly; SameSite=Strict"
            f"; Max-Age=2592000{secure}"
        )
        rest = [pair for pair in _query(scope) if pair[0] not in ("token", "name")]
        scope = {**scope, "query_string": urlencode(rest).encode()}
        if _led_from_elsewhere(headers):
            # A redirect would still be the other site's, and go without the cookie.
            await self._answer_with_link(scope, send, by_itself=True, cookie=cookie)
            return
        fields = {b"location": self._here(scope).encode(), b"set-cookie": cookie.encode()}
        await _answer(send, 303, "", fields)

    def _here(self, scope: Scope) -> str:
        """The path and query of a request, safe in a header, which no browser takes elsewhere."""
        query = scope["query_string"].decode("latin-1")
        path = quote(_local(scope["path"]), safe="/:@!$&'()*+,;=~", errors="replace")
        return f"{self._prefix}{path}" + (f"?{query}" if query else "")

    async def _answer_with_link(
        self, scope: Scope, send: Send, *, by_itself: bool, cookie: str = ""
    ) -> None:
        """A page from which our own page is opened: by a click, or by itself."""
        where = html.escape(self._here(scope))
        refresh = f'<meta http-equiv="refresh" content="0;url={where}">' if by_itself else ""
        text = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8">{refresh}'
            f'<title>Interim</title></head><body><p><a href="{where}">Open the workbench</a></p>'
            "</body></html>"
        )
        fields = {b"content-type": b"text/html; charset=utf-8", b"cache-control": b"no-store"}
        if cookie:
            fields[b"set-cookie"] = cookie.encode()
        await _answer(send, 200, text, fields)

    async def _whole(self, headers: dict[bytes, str], receive: Receive, send: Send) -> bytes | None:
        """The body of a request; None if it did not come, which the visitor has been told."""
        if self._coming >= MOST_BODIES:
            busy = "Too many are sending something: try again in a moment."
            await _answer(send, 429, busy, {b"retry-after": b"5"})
            return None
        self._coming += 1
        try:
            seconds = MOST_SECONDS + int(headers.get(b"content-length", MOST_BYTES)) / SLOWEST
            return await asyncio.wait_for(_body(receive), seconds)
        except TimeoutError:
            await _answer(send, 408, "The request did not come to its end.")
        except HTTPException as error:
            await _answer(send, error.status_code, str(error.detail))
        except ConnectionError:
            pass
        finally:
            self._coming -= 1
        return None


def _needed(path: str) -> Any:
    return "host" if path in HOSTS_ONLY else "editor"


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _led_from_elsewhere(headers: dict[bytes, str]) -> bool:
    """Whether another site leads a whole tab here, as a link in a letter on the web does."""
    return (
        headers.get(b"sec-fetch-site", "same-origin") not in OWN_SITE
        and headers.get(b"sec-fetch-mode") == "navigate"
        and headers.get(b"sec-fetch-dest") == "document"
    )


def _address_asked(scope: Scope, host: str) -> bool:
    """Whether the host is the very address that was connected to: no name, so no rebinding."""
    name = _name(host).strip("[]")
    try:
        asked = ipaddress.ip_address(name)
        return asked == ipaddress.ip_address((scope.get("server") or ("",))[0])
    except ValueError:
        return False


def _has_body(headers: dict[bytes, str]) -> bool:
    return b"transfer-encoding" in headers or headers.get(b"content-length", "0").strip("0") != ""


async def _body(receive: Receive) -> bytes:
    pieces, taken = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionError
        pieces.append(message.get("body", b""))
        taken += len(pieces[-1])
        if taken > MOST_BYTES:
            raise HTTPException(413, f"More than {MOST_BYTES // 1_000_000} MB.")
        if not message.get("more_body", False):
            return b"".join(pieces)


def _given(body: bytes, receive: Receive) -> Receive:
    """The body at once; what is waited for after it is that the visitor goes away."""
    there = [body]

    async def receiving() -> dict[str, Any]:
        if there:
            return {"type": "http.request", "body": there.pop(), "more_body": False}
        return await receive()

    return receiving


def _without_body(send: Send) -> Send:
    async def sending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending


def _local(path: str) -> str:
    """A path that cannot be taken for the address of another host."""
    return "/" + path.lstrip("/\\")


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()


def _guarded(send: Send, prefix: str) -> Send:
    async def sending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            there = {key.lower() for key, _ in message["headers"]}
            own = [(key, _under(prefix, key, value)) for key, value in message["headers"]]
            added = [(key, value) for key, value in HEADERS.items() if key not in there]
            message = {**message, "headers": [*own, *added]}
        await send(message)

    return sending


def _under(prefix: str, key: bytes, value: bytes) -> bytes:
    """A header; where it sends a browser to one of our own pages, that lies under the prefix."""
    if key.lower() == b"location" and value.startswith(b"/"):
        return prefix.encode() + value
    return value


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
