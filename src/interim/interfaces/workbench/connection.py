"""One connection: how long a stranger may take before there is a whole request, and how many wait.

Uvicorn waits for ever for the end of the headers, and for a visitor who does not read.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_SECONDS_OF_HEADERS = 10.0
"""From the first byte of a request, or the opening of a connection, to the end of the headers."""
MOST_SECONDS_UNREAD = 30.0
"""Longest wait for a visitor who takes nothing of an answer."""
MOST_CONNECTIONS = 400


class Connection(H11Protocol):
    """Uvicorn's connection with limits on time and number."""

    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Counts it; over the limit, who has waited longest without a request gives way."""
        super().connection_made(transport)
        self._expect_headers()
        if len(self.connections) > MOST_CONNECTIONS:
            idle = [one for one in cast(Any, self.connections) if one._deadline is not None]
            first = min(idle, key=lambda one: one._deadline.when(), default=self)
            first._stop("_deadline")  # chosen once, though it is gone only later
            first.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no HTTP, also where it follows a request that is being answered."""
        if self._under_way:
            # Whoever is answering goes on into the void, instead of into a closed connection.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.abort()
                return
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:  # the answer to what came before is on its way already
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Reads on; the clock runs from the first byte of a request to the end of its headers."""
        if not self._under_way and self._deadline is None:
            self._expect_headers()
        super().data_received(data)
        if self._under_way:
            self._stop("_deadline")

    def on_response_complete(self) -> None:
        """After an answer, what is there already of the next request is on the clock too."""
        super().on_response_complete()
        if not self._under_way and not self.transport.is_closing():
            self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the clocks."""
        self._stop("_deadline")
        self._stop("_unread")
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Nobody reads: not for long."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(MOST_SECONDS_UNREAD, self.transport.abort)

    def resume_writing(self) -> None:
        """Somebody reads again."""
        self._stop("_unread")
        super().resume_writing()

    @property
    def _under_way(self) -> bool:
        # None before the first request, whatever its type says.
        cycle = cast(Any, self.cycle)
        return cycle is not None and not cycle.response_complete

    def _expect_headers(self) -> None:
        self._stop("_deadline")
        self._deadline = self.loop.call_later(MOST_SECONDS_OF_HEADERS, self._late)

    def _late(self) -> None:
        self._deadline = None
        if not self._under_way:
            self.transport.abort()

    def _stop(self, name: str) -> None:
        timer = getattr(self, name)
        if timer is not None:
            timer.cancel()
            setattr(self, name, None)
