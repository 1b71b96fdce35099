"""`interim serve`: where it listens, what it asks for, what it says when it cannot."""

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from interim.__main__ import main


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """The address that a server prints when it starts."""
    command = [sys.executable, "-m", "interim", "serve", "--no-open", "--port", "0", *arguments]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"at (http://\S+) ", server.stdout.readline())
        assert found
        yield found[1]
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)


@pytest.mark.slow
def test_it_opens_on_the_first_page(template: Path, tmp_path: Path) -> None:
    file = tmp_path / "new" / "saved.sqlite"
    with serving(str(template), "--store", str(file)) as address:
        assert address.startswith("http://127.0.0.1:")
        bare, token = address.split("?token=")
        assert len(token) >= 32
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with browser.open(address, timeout=60) as answer:
            assert answer.url.startswith(f"{bare}template/design?plan=")
            assert b"What if this clause were different?" in answer.read()
    assert file.is_file()


@pytest.mark.slow
def test_elsewhere_it_demands_the_token(template: Path, tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "saved.sqlite"))
    with serving(str(template), *store, "--host", "0.0.0.0") as address:
        bare, token = address.split("?token=")
        assert len(token) >= 32
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{bare}api/cases", timeout=60)
        asked = urllib.request.Request(
            f"{bare}api/cases", headers={"authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert b'"template"' in answer.read()


def test_a_port_that_is_taken(
    template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        arguments = ["serve", str(template), "--no-open", "--port", port]
        arguments += ["--store", str(tmp_path / "saved.sqlite")]
        code = main(arguments)
    said = capsys.readouterr().err
    assert code in (1, 2)
    assert f"cannot listen on 127.0.0.1, port {port}" in said
    assert "Traceback" not in said


def test_a_file_that_is_no_store(
    template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all, " * 100)
    arguments = ["serve", str(template), "--no-open", "--port", "0", "--store", str(file)]
    code = main(arguments)
    said = capsys.readouterr().err
    assert code in (1, 2)
    assert "cannot save to" in said
    assert file.read_text().startswith("Dear all")


def test_a_case_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["serve", "nothing-of-this-name", "--no-open"]
    code = main(arguments)
    said = capsys.readouterr().err
    assert code == 2
    assert "there is no case" in said
