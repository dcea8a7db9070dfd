"""The files of a folder as what is to be judged: whoever wrote them, byte for byte as they are."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from generator.errors import GeneratorError
from generator.model import Sample
from generator.proving.proof import Subject
from generator.text import closest_name


def read_sample_files(
    folder: Path, known: Mapping[str, Sample], others: Collection[str]
) -> Iterator[Subject]:
    """A subject for each file below `folder` that is a sample in `known` (by path), in their order.

    Files in `others`, the paths of samples that were not asked for, and hidden files are passed over;
    any other file is an error, so that no sample goes unjudged because its name was mistyped.

    Raises:
        GeneratorError: there is no such folder, no sample in it, or a file whose path is no sample's.
    """
    if not folder.is_dir():
        raise GeneratorError("there is no such folder of samples; wireproof generate makes one", folder)
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    visible = {
        name: path for name, path in paths.items() if not any(p.startswith(".") for p in name.split("/"))
    }
    for name, path in sorted(visible.items()):
        if name not in known and name not in others:
            raise GeneratorError(_unknown(name, [*known, *others]), path)
    if not visible.keys() & known.keys():
        raise GeneratorError("holds none of the samples that are to be proven", folder)
    for name, sample in known.items():
        if name in visible:
            yield _subject(sample, visible[name])


def _subject(sample: Sample, path: Path) -> Subject:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GeneratorError(f"cannot be read: {error.strerror}", path) from error
    return replace(Subject.of(sample), data=data, own=data == sample.text.encode())


def _unknown(name: str, known: Collection[str]) -> str:
    stem = name.rpartition(".")[0] or name
    ids = {path.rpartition(".")[0]: path for path in known}
    if stem in ids:
        return f"the sample {stem!r} is a file called {ids[stem].rpartition('/')[2]!r}"
    meant = closest_name(stem, ids)
    hint = f"; the nearest is {meant!r}" if meant else ""
    return f"the description has no sample with the id {stem!r}{hint}"
