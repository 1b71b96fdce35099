"""Behind a real proxy, in the set-ups of docs/serving.md: links, saving and sessions work.

The configurations are read from that page, so that what it says is what was tried.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from interim.case.model import Case
from interim.foundation.errors import BadInput
from interim.interfaces.workbench.admission import Admission
from interim.interfaces.workbench.public import public_address, under
from interim.interfaces.workbench.starting import links, listening
from interim.interfaces.workbench.store import Store
from workbench.serving import served

PAGE = Path(__file__).parents[2] / "docs" / "serving.md"
TOKENS = {"host": "token-of-the-host-1", "reader": "token-of-a-reader-1"}
SETUPS = {"host kept": "", "host rewritten": "", "under a prefix": "/interim"}
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;
  fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  {server}
}}
"""


def configuration(setup: str) -> str:
    """What the page says for a set-up."""
    found = re.search(rf"### {setup}\n.*?```nginx\n(.*?)```", PAGE.read_text(), re.S | re.I)
    assert found, f"docs/serving.md does not say how: {setup}"
    return found[1]


@pytest.fixture(params=SETUPS)
def reached(
    request: pytest.FixtureRequest, cases: dict[str, Case], tmp_path: Path
) -> Iterator[tuple[httpx.Client, str]]:
    """A visitor of a workbench behind a proxy with TLS, and its public address."""
    nginx, openssl = shutil.which("nginx"), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("needs nginx and openssl on the PATH: apt-get install nginx-light openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        (
            f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
            " -subj /CN=localhost -addext subjectAltName=DNS:localhost"
            " -keyout key.pem -out cert.pem"
        ).split(),
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    with listening("127.0.0.1", 0) as free:
        outside = free.getsockname()[1]
    address = f"https://localhost:{outside}{SETUPS[request.param]}"
    public, store = public_address(address), Store(":memory:")
    with served(cases, store, admission=Admission(TOKENS), public=public) as port:
        text = configuration(request.param)
        for said, here in (
            ("listen 443 ssl", f"listen 127.0.0.1:{outside} ssl"),
            ("127.0.0.1:8244", f"127.0.0.1:{port}"),
            ("workbench.example.org", "localhost"),
            ("/etc/ssl/workbench.key", str(key)),
            ("/etc/ssl/workbench.pem", str(certificate)),
        ):
            assert said in text
            text = text.replace(said, here)
        (tmp_path / "nginx.conf").write_text(NGINX.format(folder=tmp_path, server=text))
        proxy = subprocess.Popen([nginx, "-c", tmp_path / "nginx.conf", "-p", tmp_path])
        try:
            with httpx.Client(verify=str(certificate), timeout=60, trust_env=False) as client:
                for _ in range(200):
                    try:
                        client.get(address)
                        break
                    except httpx.ConnectError:
                        assert proxy.poll() is None, (tmp_path / "error.log").read_text()
                        time.sleep(0.05)
                yield client, address
        finally:
            proxy.terminate()
            proxy.wait(10)
    store.close()


def test_behind_a_proxy(reached: tuple[httpx.Client, str]) -> None:
    client, address = reached
    public = public_address(address)
    assert client.get(f"{address}/api/cases").status_code == 401
    link = links({"host": TOKENS["host"]}, public, "127.0.0.1", 1)["host"]
    entered = client.get(link)
    cookie = entered.headers["set-cookie"]
    assert f"Path={public.prefix}/" in cookie
    assert "Secure" in cookie
    assert TOKENS["host"] not in cookie
    page = client.get(f"{address}/template/sources?futures=20", follow_redirects=True)
    assert page.status_code == 200
    found = re.findall(r'(?:href|src|action|formaction)="(/[^"]*)"', page.text)
    assert len(found) > 10
    for where in found:
        assert where.startswith(public.prefix + "/")
    style = next(where for where in found if where.endswith(".css"))
    assert client.get(public.origin + style).status_code == 200
    saved = client.post(
        f"{address}/template/notes",
        data={"text": "Kept.", "back": f"{public.prefix}/template/sources?futures=20", "seen": "0"},
        headers={"origin": public.origin, "sec-fetch-site": "same-origin"},
    )
    assert saved.status_code == 303
    # Some proxies make the address whole.
    where = saved.headers["location"].removeprefix(public.origin)
    assert where.startswith(f"{public.prefix}/template/sources")
    assert client.get(public.origin + where).status_code == 200
    assert client.get(f"{address}/api/template/notes").json() == {"sources": "Kept."}
    theirs = client.post(
        f"{address}/template/notes",
        data={"text": "Theirs.", "back": "/"},
        headers={"origin": "https://evil.example"},
    )
    assert theirs.status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "workbench.example.org",
        "ftp://a.example",
        "https://",
        "https://a:b@c.example",
        "https://a/?b",
        "https://a/../b",
        "https://a:99999",
        "https://[x",
        "https://a b",
        'https://a/"x',
    ],
)
def test_what_is_no_public_address_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"https://workbench\.example\.org/interim"):
        public_address(text)


def test_the_parts_of_a_public_address() -> None:
    found = public_address("https://Host.example:443/some/where/")
    assert (found.origin, found.prefix) == ("https://host.example", "/some/where")
    assert public_address("http://[::1]:8080").origin == "http://[::1]:8080"


def test_only_links_from_the_root_go_under_the_prefix() -> None:
    html = '<a href="/x">/y</a><a href="https://z/"><a href="//w"><form action="/v">'
    assert under("/p", html) == (
        '<a href="/p/x">/y</a><a href="https://z/"><a href="//w"><form action="/p/v">'
    )
