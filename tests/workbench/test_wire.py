"""Slow, half-open and odd requests over a raw socket: others are served, and nothing is a fault."""

import logging
import random
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from interim.case.model import Case
from interim.interfaces.workbench import connection
from interim.interfaces.workbench.admission import Admission
from interim.interfaces.workbench.store import Store
from workbench.serving import served

TOKEN = "token-of-the-host-1"
SECONDS = 5.0
"""How long odd requests are sent; a minute where the mark `slow` is asked for."""


@pytest.fixture
def port(cases: dict[str, Case]) -> Iterator[int]:
    store = Store(":memory:")
    with served({"template": cases["template"]}, store, admission=Admission({"host": TOKEN})) as at:
        yield at
    store.close()


def page(port: int) -> float:
    """Seconds until a visitor with a token has a page."""
    begun = time.monotonic()
    headers = {"authorization": f"Bearer {TOKEN}"}
    with httpx.Client(trust_env=False, timeout=30) as client:
        answer = client.get(f"http://127.0.0.1:{port}/api/cases", headers=headers)
    assert answer.status_code == 200
    return time.monotonic() - begun


def ended(there: socket.socket, seconds: float) -> bool:
    """Whether the server ends a connection within so many seconds."""
    there.settimeout(seconds)
    try:
        while there.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def knock(port: int, sent: bytes) -> socket.socket:
    there = socket.create_connection(("127.0.0.1", port), timeout=5)
    there.sendall(sent)
    return there


@pytest.mark.parametrize(
    "begun", [b"", b"G", b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ", b"\r\n" * 3]
)
def test_headers_that_do_not_end_are_given_up(
    port: int, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(connection, "MOST_SECONDS_OF_HEADERS", 0.3)
    there = knock(port, begun)
    began = time.monotonic()
    # A byte now and then wins no time.
    for _ in range(40):
        try:
            there.sendall(b"x" if begun else b"")
            if begun == b"" or time.monotonic() - began > 2:
                break
            time.sleep(0.05)
        except OSError:
            break
    assert ended(there, 3)
    assert time.monotonic() - began < 4
    there.close()


def test_after_an_answer_the_next_headers_are_on_the_clock_too(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_SECONDS_OF_HEADERS", 0.5)
    there = knock(port, b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\nGET / HT")
    assert b" 401 " in there.recv(65536)
    assert ended(there, 3)
    there.close()


def test_a_flood_of_half_open_connections_shuts_nobody_out(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_CONNECTIONS", 50)
    flood = [knock(port, b"GET / HTTP/1.1\r\n") for _ in range(150)]
    assert page(port) < 5
    open_ = sum(not ended(there, 0.01) for there in flood)
    assert 0 < open_ <= 50
    for there in flood:
        there.close()


def test_slow_bodies_of_visitors_shut_nobody_out(port: int) -> None:
    head = (
        f"PUT /api/template/notes/design HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        f"authorization: Bearer {TOKEN}\r\ncontent-type: application/json\r\n"
        "content-length: 1000\r\n\r\n{"
    )
    slow = [knock(port, head.encode()) for _ in range(100)]
    time.sleep(0.3)
    assert page(port) < 5
    # Of those that send, so many are waited for; the others were told at once.
    assert sum(ended_or_told(there) for there in slow) == 100 - 32
    for there in slow:
        there.close()


def ended_or_told(there: socket.socket) -> bool:
    there.settimeout(0.05)
    try:
        return b" 429 " in there.recv(65536)
    except TimeoutError:
        return False


PIECES = [
    b"GET", b"HEAD", b"POST", b"PUT", b"BREW", b"\xff", b" ", b"/", b"/template/design",
    b"%0d%0a",
    b"%00", b"//x", b"/../..", b"/%ff%fe", b"?token=%ed%a0%80", b"?futures=" + b"9" * 5000,
    b"?set=%5b", b"?x[", b" HTTP/1.1", b" HTTP/9.9", b"\r\n", b"\n", b"\r", b"host: 127.0.0.1",
    b"host: [", b"host: 127.0.0.1:99999999", b"origin: http://[", b"origin: \xe4",
    b"cookie: \xff=;\"",    b"cookie: interim=.", b"authorization: Bearer \xe9",
    b"content-length: 5",
    b"content-length: 1_0",    b"transfer-encoding: chunked", b"5\r\nhello\r\n0\r\n",
    b"expect: 100-continue", b"upgrade: h2c",
    b"connection: upgrade", b"connection: close", b"content-type: multipart/form-data; boundary=",
    b"content-type: application/json", b"if-match: \"", b"sec-fetch-site: cross-site", b"\x00",
    b"authorization: Bearer " + TOKEN.encode(), b"back=%2f%2f%5b", b"x" * 9000, b": ",
]  # fmt: skip


def request(draw: random.Random) -> bytes:
    """An odd request: one in order with some pieces put in, or pieces alone."""
    if draw.random() < 0.2:
        return b"".join(draw.choice(PIECES) for _ in range(draw.randint(1, 12)))
    method = draw.choice([b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"BREW"])
    paths = [b"/", b"/template/notes", b"/api/template/notes/design", b"/cases", b"/api/cases"]
    path = draw.choice(paths) + draw.choice([b"", *PIECES])
    lines = [method + b" " + path.replace(b" ", b"") + b" HTTP/1.1", b"host: 127.0.0.1"]
    if draw.random() < 0.8:
        lines.append(b"authorization: Bearer " + TOKEN.encode())
    lines += [draw.choice(PIECES) for _ in range(draw.randint(0, 3))]
    body = draw.choice([b"", b"text=%ff&back=%5b", b'{"text": "\\ud800"}', b"[" * 5000])
    if draw.random() < 0.5:
        lines.append(b"content-length: " + str(len(body)).encode())
        kinds = [b"application/x-www-form-urlencoded", b"application/json", b"multipart/form-data"]
        lines.append(b"content-type: " + draw.choice(kinds))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def send_odd_ones(port: int, seconds: float) -> tuple[int, list[bytes]]:
    """How many were sent, and those that were answered with a fault."""
    draw, until, sent, faults = random.Random(22), time.monotonic() + seconds, 0, []
    while time.monotonic() < until:
        odd = request(draw)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as there:
            try:
                there.sendall(odd)
                there.shutdown(socket.SHUT_WR)
                there.settimeout(5)
                answer = there.recv(65536)
            except OSError:
                answer = b""
        sent += 1
        if answer[9:12] == b"500" or b"Traceback" in answer:
            faults.append(odd)
    return sent, faults


@pytest.mark.parametrize("seconds", [SECONDS, pytest.param(60.0, marks=pytest.mark.slow)])
def test_no_request_is_a_fault_of_ours(
    port: int, caplog: pytest.LogCaptureFixture, seconds: float
) -> None:
    with caplog.at_level(logging.ERROR):
        sent, faults = send_odd_ones(port, seconds)
    assert faults == []
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
    assert sent > 10 * seconds
    assert page(port) < 5
