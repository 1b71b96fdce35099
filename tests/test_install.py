"""What a lock file names is what is installed, whatever has come out since it was written."""

from __future__ import annotations

import base64
import ensurepip
import hashlib
import io
import os
import re
import shutil
import subprocess
import sysconfig
import tarfile
import tomllib
import venv
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


def test_gambit_is_the_same_for_proofs_and_benchmarks():
    """Building it takes minutes, and .ci/run does so once for both."""
    assert pins("proofs", "3.11")["pygambit"] == pins("bench", "3.11")["pygambit"]


def test_no_other_way_of_installing_is_written_down():
    """Only scripts/install installs what a lock file names."""
    for file in ("Makefile", ".ci/run", "CONTRIBUTING.md", "README.md"):
        assert "--require-hashes" not in (ROOT / file).read_text(encoding="utf-8"), file


# --- an index made up here -------------------------------------------------------------------


@dataclass
class Index:
    """An environment, and a folder of wheels that is the only index its pip knows."""

    environment: Path
    wheels: Path

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    def release(self, name: str, version: str, *metadata: str) -> str:
        """Put a wheel there; returns the line of a lock file that names it."""
        stem, info = f"{name}-{version}", f"{name}-{version}.dist-info"
        files = {
            f"{name}.py": f"version = {version!r}\n",
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
        return pin(name, version, wheel)

    def release_source(self, name: str, version: str, tool: str) -> str:
        """Put a source archive there that a tool builds: a module which says the tool's version."""
        made = self.wheels / f"{name}-{version}-py3-none-any.whl"
        self.release(name, version)
        files = {
            "pyproject.toml": f"[build-system]\nrequires = ['{tool}']\n"
            "build-backend = 'backend'\nbackend-path = ['.']\n",
            "backend.py": f"""
import pathlib, zipfile, {tool}

def build_wheel(folder, settings=None, metadata=None):
    made = pathlib.Path(folder, {made.name!r})
    made.write_bytes(bytes.fromhex({made.read_bytes().hex()!r}))
    with zipfile.ZipFile(made, "a") as wheel:
        wheel.writestr("built_with.py", {tool}.version)
    return made.name
""",
        }
        made.unlink()
        archive = self.wheels / f"{name}-{version}.tar.gz"
        with tarfile.open(archive, "w:gz") as tar:
            for path, text in files.items():
                member = tarfile.TarInfo(f"{name}-{version}/{path}")
                member.size = len(text)
                tar.addfile(member, io.BytesIO(text.encode()))
        return pin(name, version, archive)

    def lock(self, *lines: str, name: str = "requirements") -> Path:
        written = self.wheels / f"{name}.lock"
        written.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return written

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PIP_", "PYTHON"))
        }
        alone = {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.run(
            command, env=clean | alone, capture_output=True, text=True, check=False
        )

    def installed(self) -> dict[str, str]:
        return dict(path.stem.split("-") for path in packages(self.environment).glob("*.dist-info"))


def pin(name: str, version: str, file: Path) -> str:
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


def packages(environment: Path) -> Path:
    """Where an environment keeps what is installed."""
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(environment)}))


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the pip that this Python ships, or with OLD_PIP, the path of a wheel."""
    made = tmp_path_factory.mktemp("environment")
    venv.create(made, symlinks=True)
    shipped = sysconfig.get_config_var("WHEEL_PKG_DIR") or Path(ensurepip.__file__).parent
    pip = os.environ.get("OLD_PIP") or next(Path(shipped).rglob("pip-*.whl"))
    with zipfile.ZipFile(pip) as wheel:
        wheel.extractall(packages(made))
    return made


@pytest.fixture
def index(environment: Path, tmp_path: Path) -> Iterator[Index]:
    before = set(packages(environment).iterdir())
    yield Index(environment, tmp_path)
    for path in set(packages(environment).iterdir()) - before:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


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


def test_what_comes_as_source_is_built_with_the_locked_tool(index: Index):
    tool = index.lock(index.release("tool", "1.0"), name="tools")
    index.release("tool", "2.0")
    source = index.lock(index.release_source("first", "1.0", "tool"))
    done = index.run(INSTALL, index.python, tool, source)
    assert (done.returncode, done.stderr) == (0, "")
    assert (packages(index.environment) / "built_with.py").read_text(encoding="utf-8") == "1.0"


def test_a_tool_that_is_not_locked_is_not_fetched(index: Index):
    index.release("tool", "1.0")
    done = index.run(
        INSTALL, index.python, index.lock(index.release_source("first", "1.0", "tool"))
    )
    assert done.returncode != 0
    assert "No module named 'tool'" in done.stderr


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
