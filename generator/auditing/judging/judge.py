"""Samples in, verdicts out: those of a language go to its tool in one batch, and verdicts are kept."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from generator import cache
from generator.auditing.judging.fragments import Fragment
from generator.auditing.judging.tables import Table, tables
from generator.auditing.requests.call import CodeFault
from generator.errors import GeneratorError
from generator.proving.toolchains import Missing, Toolchain, build, find
from generator.proving.toolchains.project import broken, call, words
from generator.rendering.languages.language import builtin_folder, load_language
from generator.text import closest_name

_PROGRAMS = Path(__file__).with_name("programs")
_BATCH = 250  # files of one call: a command line has its limit
_KEPT = 50_000  # verdicts of one language
_WORKERS = 2


class JudgedCode(Struct, frozen=True):
    """A sample of a `language` as a judge gets it."""

    language: str
    fragment: Fragment


class Judged(NamedTuple):
    """The verdict on each piece, and how many pieces lack a tool, by its language and what brings it."""

    verdicts: list[CodeFault | str | None]
    missing: Mapping[str, int]


UNJUDGED = "no tool here"


def judge(pieces: Sequence[JudgedCode]) -> Judged:
    """The first fault that the tool of its language finds in each piece; `UNJUDGED` where none is here."""
    verdicts: list[CodeFault | str | None] = [UNJUDGED] * len(pieces)
    missing: Counter[str] = Counter()
    by_language: dict[str, list[int]] = {}
    for number, piece in enumerate(pieces):
        if piece.fragment.code:
            by_language.setdefault(piece.language, []).append(number)
    with ThreadPoolExecutor(_WORKERS) as pool:
        batches = {
            language: pool.submit(_judged, language, [pieces[number].fragment for number in numbers])
            for language, numbers in by_language.items()
        }
        for language, numbers in by_language.items():
            found = batches[language].result()
            if isinstance(found, str):
                missing[found] += len(numbers)
                continue
            for number, fault in zip(numbers, found, strict=True):
                verdicts[number] = fault
    return Judged(verdicts, missing)


def require(languages: Iterable[str]) -> None:
    """Refuse to go on where the tools of some languages, by the names of their folders, are not here.

    Raises:
        GeneratorError: there is no such language, or its toolchain is missing.
    """
    known = {table.name: table for table in tables().values()}
    for name in languages:
        if name not in known:
            meant = closest_name(name, known)
            hint = f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
            raise GeneratorError(f"--require: no language {name!r}; {hint}")
        if name != _IN_PROCESS and isinstance(lacking := _toolchain(known[name]), Missing):
            raise GeneratorError(f"--require: {name} needs {lacking.what}: {lacking.remedy}")


_IN_PROCESS = "python"


def _toolchain(table: Table) -> Toolchain | Missing:
    return find(load_language(builtin_folder() / table.name))


def _judged(language: str, fragments: Sequence[Fragment]) -> list[CodeFault | None] | str:
    """The first fault of each, from the cache or the tool; or what is missing, with its remedy."""
    table = tables()[language]
    toolchain = _toolchain(table)
    if isinstance(toolchain, Missing):
        return f"{table.title}: {toolchain.remedy}"
    recipe = json.dumps(dict(table.data), sort_keys=True).encode()
    programs = [path.read_bytes() for path in sorted(_PROGRAMS.iterdir())]
    base = cache.digest(toolchain.version.encode(), recipe, *programs).encode()
    keys = [
        cache.quick_digest(base, each.code.encode("utf-8", "replace"), b"1" * each.is_whole)
        for each in fragments
    ]
    place = cache.cache_folder("audit") / f"{table.name}.json"
    known = _known(place)
    fresh = {key: each for key, each in zip(keys, fragments, strict=True) if key not in known}
    if fresh:
        said = _ask(table, toolchain, fresh)
        known |= {key: _first(table, each, said.get(key, ())) for key, each in fresh.items()}
        kept = dict(list(known.items())[-_KEPT:])
        cache.write_in_one_step(place, json.dumps(kept).encode())
    return [_fault(table, known[key]) for key in keys]


LineAndMessage = tuple[int, str] | None


def _known(place: Path) -> dict[str, LineAndMessage]:
    try:
        found = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _fault(table: Table, verdict: LineAndMessage) -> CodeFault | None:
    if verdict is None:
        return None
    line, message = verdict
    message = re.sub(r"^compiler\.err\.\S+: ", "", message)
    return CodeFault(
        "WP101",
        f"{table.data.get('tool', table.title)} refuses this: {message[:200]}",
        line - 1,
        None,
        "Correct it; a compiler stops here.",
    )


def _first(table: Table, fragment: Fragment, said: Sequence[tuple[int, str]]) -> LineAndMessage:
    """The first message that counts."""
    rows = fragment.code.count("\n") + 1
    found = [(line, text) for line, text in said if not any(each.search(text) for each in table.ignore)]
    is_foreign = any(table.foreign.search(text) for _, text in found)
    if is_foreign or not fragment.is_whole:
        found = [(line, text) for line, text in found if not any(each.search(text) for each in table.context)]
    found = [(line, text) for line, text in found if not table.foreign.search(text)]
    return min(
        ((min(max(line, 1), rows), text) for line, text in found), default=None, key=lambda each: each[0]
    )


Said = dict[str, list[tuple[int, str]]]


def _ask(table: Table, toolchain: Toolchain, fragments: Mapping[str, Fragment]) -> Said:
    """What the tool says of each fragment, by its key: line and message."""
    sources = {key: each.code.encode("utf-8", "replace") for key, each in fragments.items()}
    if "command" not in table.data:
        builds = build(toolchain, sources)
        return {key: _lines(table, each.diagnostics) for key, each in builds.items()}
    said: Said = {}
    with cache.work_folder(cache.cache_folder("audit")) as work:
        files = {}
        for key, source in sources.items():
            kind = "" if fragments[key].is_whole else ".piece"
            name = f"{key}{kind}{Path(toolchain.table['file']).suffix}"
            (work / name).write_bytes(source)
            files[name] = key
        for names in _batches(list(files)):
            for match in _complaints(table, toolchain, names, work):
                if (name := Path(match["file"]).name) in files:
                    said.setdefault(files[name], []).append((int(match["line"]), match["message"]))
    return said


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + _BATCH] for start in range(0, len(names), _BATCH))


def _complaints(
    table: Table, toolchain: Toolchain, names: Sequence[str], work: Path
) -> Iterator[re.Match[str]]:
    """What the judge says of some files, line by line."""
    place = {
        "{judges}": str(_PROGRAMS),
        "{built}": str(_built(table, toolchain)) if "build" in table.data else "",
    }
    command = words(toolchain, _placed(table.data["command"], place))
    at = command.index("{names}")
    run = call(toolchain, [*command[:at], *names, *command[at + 1 :]], work)
    for line in (run.stdout + run.stderr).decode(errors="replace").splitlines():
        if match := table.complaint.search(line):
            yield match


def _lines(table: Table, said: Iterable[str]) -> list[tuple[int, str]]:
    found = (table.complaint.search(each) for each in said)
    return [(int(match["line"]), match["message"]) for match in found if match]


def _placed(command: Iterable[str], places: Mapping[str, str]) -> Iterator[str]:
    """The words of a command with the places that only a judge has."""
    for word in command:
        for name, place in places.items():
            word = word.replace(name, place)
        yield word


def _built(table: Table, toolchain: Toolchain) -> Path:
    """The judge that the table's `build` makes, made now if it is not kept."""
    sources = [path.read_bytes() for path in sorted(_PROGRAMS.iterdir())]
    name = cache.digest(toolchain.version.encode(), str(table.data["build"]).encode(), *sources)
    place = cache.cache_folder("audit", "judges") / name
    if not place.exists():
        with cache.work_folder(place.parent) as work:
            made = work / "judge"
            places = {"{judges}": str(_PROGRAMS), "{output}": str(made)}
            run = call(toolchain, words(toolchain, _placed(table.data["build"], places)), work)
            if not made.exists():
                raise broken(toolchain, run)
            made.rename(place)
    return place
