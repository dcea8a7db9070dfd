"""Proving on machines of a cluster: batches of `Subject`s go to an executor, `Proof`s come back.

Any `concurrent.futures.Executor` will do whose workers have wireproof and the toolchains. Dask's does
(https://distributed.dask.org), and is what ``wireproof verify --scheduler`` takes: it is maintained, has
workers for every cluster that people run, and hands out plain futures. Its workers must be free to start
processes: ``dask worker --no-nanny``.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import GeneratorError
from generator.proving.proof import Proof, Subject
from generator.rendering import load_languages

if TYPE_CHECKING:
    from distributed import Client

# A batch is small enough to keep every worker busy, and large enough for a compiler to start rarely.
_SMALLEST, _LARGEST = 4, 32


def prove_on(executor: Executor, subjects: Sequence[Subject], templates: Sequence[Path]) -> Iterator[Proof]:
    """Prove `subjects` on the workers of `executor`; a proof comes when the batch that it is in is done.

    `templates` are folders with languages besides our own, which the workers must be able to read.

    Raises:
        GeneratorError: a worker cannot prove at all.
    """
    ordered = sorted(subjects, key=lambda subject: subject.language)
    size = max(_SMALLEST, min(_LARGEST, len(ordered) // 8))
    batches = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    folders = [str(folder) for folder in templates]
    futures = [executor.submit(_prove_batch, batch, folders) for batch in batches]
    try:
        for future in as_completed(futures):
            yield from future.result()
    finally:
        for future in futures:
            future.cancel()


def _prove_batch(subjects: Sequence[Subject], templates: Sequence[str]) -> list[Proof]:
    """What a worker does, in a process of its own."""
    from generator.proving.running.prove import prove

    return list(prove(subjects, load_languages(map(Path, templates))))


def dask_client(address: str) -> "Client":
    """The client of the Dask scheduler at `address` (``tcp://host:8786``).

    Raises:
        GeneratorError: Dask is not installed, or nobody answers there.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise GeneratorError("--scheduler needs Dask: pip install 'wireproof[dask]'") from error
    try:
        return Client(address, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise GeneratorError(f"no Dask scheduler answers at {address}; start one: dask scheduler") from error
