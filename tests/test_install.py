"""What a lock file names is what is installed, whatever has come out since it was written."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
INSTALL = ROOT / "scripts" / "install"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+?)(?: ; (.+?))? \\$", re.MULTILINE)

NEEDS = {
    "": PROJECT["project"]["dependencies"] + EXTRAS["workbench"],
    "build": PROJECT["build-system"]["requires"],
    "sources": PROJECT["dependency-groups"]["sources"],
    "dev": PROJECT["project"]["dependencies"]
    + [one for name in ("dev", "docs", "workbench", "cluster", "sweep") for one in EXTRAS[name]],
    "proofs": EXTRAS["proofs"],
    "mutation": EXTRAS["mutation"],
    "release": EXTRAS["release"],
    "bench": PROJECT["project"]["dependencies"] + EXTRAS["bench"],
}
"""Lock file -> what pyproject.toml wants of it."""

TOGETHER = [
    ["", "build", "dev", "sources", "proofs", "mutation"],
    ["build", "sources", "bench"],
    ["release"],
]
"""Which lock files the Makefile installs into one environment."""


def lock(name: str) -> Path:
    return ROOT / f"requirements{'-' if name else ''}{name}.lock"


def pins(name: str, python: str) -> dict[str, str]:
    """Package -> version that a lock file names for a version of Python on this system."""
    environment = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    found: dict[str, str] = {}
    for package, version, marker in PIN.findall(lock(name).read_text(encoding="utf-8")):
        taken = Requirement(f"{package}; {marker}").marker if marker else None
        if taken is None or taken.evaluate(environment):
            assert package not in found, f"{package} stands twice for Python {python}"
            found[package] = version
    return found


# --- the lock files of the repository --------------------------------------------------------


def test_every_lock_file_is_known_here():
    assert {lock(name) for name in NEEDS} == set(ROOT.glob("requirements*.lock"))
    assert {name for group in TOGETHER for name in group} == set(NEEDS)


@pytest.mark.parametrize("python", ["3.11", "3.13"])
@pytest.mark.parametrize("name", NEEDS)
def test_a_lock_file_names_all_that_the_project_asks_for(name: str, python: str):
    pinned = pins(name, python)
    for text in NEEDS[name]:
        need = Requirement(text)
        package = re.sub(r"[-_.]+", "-", need.name).lower()
        assert package in pinned, f"{lock(name).name}: run scripts/lock"
        assert need.specifier.contains(pinned[package]), f"{text}, not {pinned[package]}"


@pytest.mark.parametrize("python", ["3.11", "3.13"])
@pytest.mark.parametrize("names", TOGETHER, ids=lambda names: names[-1])
def test_lock_files_of_one_environment_agree(names: list[str], python: str):
    pinned: dict[str, str] = {}
    for name in names:
        for package, version in pins(name, python).items():
            assert pinned.setdefault(package, version) == version, f"{lock(name).name}: {package}"


def test_no_other_way_of_installing_is_written_down():
    """Only scripts/install installs what a lock file names."""
    for file in ("Makefile", ".ci/run", "CONTRIBUTING.md", "README.md"):
        assert "--require-hashes" not in (ROOT / file).read_text(encoding="utf-8"), file
    assert "--no-deps --no-build-isolation" in INSTALL.read_text(encoding="utf-8")


# --- an index made up here -------------------------------------------------------------------


@dataclass
class Index:
    """An environment, and a folder of wheels that is the only index its pip knows."""

    python: Path
    wheels: Path

    def release(self, name: str, version: str, *metadata: str) -> str:
        """Put a wheel there; returns the line of a lock file that names it."""
        stem, info = f"{name}-{version}", f"{name}-{version}.dist-info"
        files = {
            f"{name}.py": "",
            f"{info}/METADATA": "\n".join(
                ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata, ""]
            ),
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = [f"{path},sha256={digest(text)},{len(text)}" for path, text in files.items()]
        files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
        wheel = self.wheels / f"{stem}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, text in files.items():
                archive.writestr(path, text)
        return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"

    def lock(self, *lines: str) -> Path:
        written = self.wheels / "requirements.lock"
        written.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return written

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        alone = {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.run(
            command, env=clean | alone, capture_output=True, text=True, check=False
        )

    def installed(self) -> dict[str, str]:
        found = self.python.parents[1].glob("lib/python*/site-packages/*.dist-info")
        return dict(path.stem.split("-") for path in found)


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An environment with the pip that this Python ships, or with OLD_PIP, the path of a wheel."""
    made = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", made], check=True)
    if old := os.environ.get("OLD_PIP"):
        pip = [made / "bin/python", "-m", "pip", "install", "-qq", "--no-index", "--no-deps", old]
        subprocess.run(pip, check=True)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def index(environment: Path, tmp_path: Path) -> Index:
    shutil.copytree(environment, tmp_path / "venv", symlinks=True)
    (tmp_path / "wheels").mkdir()
    return Index(tmp_path / "venv" / "bin" / "python", tmp_path / "wheels")


def extra_with_a_later_release(index: Index) -> Path:
    """A lock file of pytest-cov's kind: it requires an extra of what a later release is out of."""
    first = index.release("first", "1.0", "Requires-Dist: second[more]>=1.0")
    more = ["Provides-Extra: more", 'Requires-Dist: third>=1.0; extra == "more"']
    second = index.release("second", "1.0", *more)
    third = index.release("third", "1.0")
    index.release("second", "2.0", *more)
    index.release("third", "2.0")
    return index.lock(first, second, third)


def test_what_is_locked_is_installed_though_later_releases_are_out(index: Index):
    locked = extra_with_a_later_release(index)
    done = index.run(INSTALL, index.python, locked)
    assert (done.returncode, done.stderr) == (0, "")
    found = index.installed()
    assert [found[name] for name in ("first", "second", "third")] == ["1.0", "1.0", "1.0"]


def test_an_old_pip_that_resolves_refuses_the_same_lock_file(index: Index):
    """Or the test above could not fail. From 23.3 on, pip takes the locked version here, too."""
    if Version(index.installed()["pip"]) >= Version("23.3"):
        pytest.skip("this pip is not old")
    locked = extra_with_a_later_release(index)
    done = index.run(index.python, "-m", "pip", "install", "--require-hashes", "-r", locked)
    assert done.returncode != 0
    assert "must have their versions pinned with ==" in done.stderr
    assert "second[more]>=1.0 from" in done.stderr or "second[more]>=1.0 (from" in done.stderr


def test_a_lock_file_that_is_not_complete_is_refused(index: Index):
    first = index.release("first", "1.0", "Requires-Dist: second>=1.0")
    index.release("second", "1.0")
    done = index.run(INSTALL, index.python, index.lock(first))
    assert done.returncode == 1
    assert "first 1.0 requires second, which is not installed." in done.stderr
    assert "a lock file is incomplete (write it anew: scripts/lock)" in done.stderr


def test_a_lock_file_whose_packages_do_not_fit_is_refused(index: Index):
    first = index.release("first", "1.0", "Requires-Dist: second>=2.0")
    second = index.release("second", "1.0")
    index.release("second", "2.0")
    done = index.run(INSTALL, index.python, index.lock(first, second))
    assert done.returncode == 1
    assert "first 1.0 has requirement second>=2.0, but you have second 1.0." in done.stderr


def test_another_file_than_the_locked_one_is_refused(index: Index):
    line = index.release("first", "1.0")
    index.release("first", "1.0", "Summary: changed since")
    done = index.run(INSTALL, index.python, index.lock(line))
    assert done.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr


def test_what_cannot_be_installed_is_named(index: Index):
    done = index.run(INSTALL, index.python, "requirements.txt")
    assert done.returncode == 2
    assert "'requirements.txt' is neither a lock file, nor a wheel, nor the dot" in done.stderr
