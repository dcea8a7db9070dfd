"""How a sample is run: the `run` and `environment` of a ``[toolchain]``, with what its `prepare` has made."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from generator import cache
from generator.proving.sandbox.process import CA_FILE, Program
from generator.proving.toolchains.packages import package_mounts, package_variables, packages_folder
from generator.proving.toolchains.project import broken, call, data_files, words
from generator.proving.toolchains.toolchain import Toolchain

_PREPARED = "{prepared}"
_TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


def program_to_run(toolchain: Toolchain, run: Sequence[str], name: str, content: bytes | Path) -> Program:
    """What `run` starts, where the sample's own file, or the one made of it, is called `name`.

    Raises:
        GeneratorError: the command of `prepare` fails.
    """
    told = toolchain.table.get("environment", {})
    if toolchain.command.is_relative_to("/usr") or "build" in toolchain.table:
        own_trust = {}
    else:
        own_trust = dict.fromkeys(_TRUST, CA_FILE)  # an installation of its own may trust by its own list
    packages = packages_folder(toolchain.language, toolchain.table)
    found = package_variables(packages) if packages else {}
    told = {**own_trust, **found, **told}
    argv, values = words(toolchain, run), words(toolchain, told.values())
    folders = list(_folders(toolchain, run))
    if "prepare" in toolchain.table:
        made = _prepared(toolchain)
        argv, values = ([word.replace(_PREPARED, str(made)) for word in each] for each in (argv, values))
        folders.append(made)
    return Program(
        argv=tuple(argv),
        files=((name, content),),
        mounts=(
            *((folder, str(folder)) for folder in folders),
            *(package_mounts(packages) if packages else ()),
        ),
        environment=tuple(zip(told, values, strict=True)),
        path=PurePosixPath("example").with_suffix(Path(toolchain.table["file"]).suffix),
    )


def _folders(toolchain: Toolchain, run: Sequence[str]) -> Iterator[Path]:
    """What a sandbox shows, besides /usr, for the toolchain's command to work.

    That is the folder around ``bin/COMMAND``, and those below /etc that its `settings` name. What a
    compiler has made mostly needs neither.
    """
    if "build" in toolchain.table and "{command}" not in run:
        return
    prefix = toolchain.command.parent.parent
    if not prefix.is_relative_to("/usr") and prefix != Path("/"):
        yield prefix
    for pattern in toolchain.table.get("settings", ()):
        yield from sorted(Path("/etc").glob(pattern))


def _prepared(toolchain: Toolchain) -> Path:
    """The folder that the command of `prepare` leaves: made now, if it is not kept."""
    command = toolchain.table["prepare"]
    made_of = (toolchain.version, str(toolchain.command), json.dumps(command))
    files = (path.read_bytes() for path in data_files(toolchain))
    key = cache.digest(*map(str.encode, made_of), *files)
    place = cache.cache_folder(toolchain.language, "prepared") / key
    if not place.is_dir():
        cache.forget_unused(place.parent)
        with cache.work_folder(cache.cache_folder(toolchain.language)) as work:
            run = call(toolchain, words(toolchain, command), work)
            if run.exit_code != 0:
                raise broken(toolchain, run)
            cache.keep(work / "prepared", place)
    cache.mark_used(place)
    return place
