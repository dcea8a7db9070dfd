"""The ledger: which bytes were proven, against what, with which tools, and on which day.

A file beside the description, ``token_endpoint.proofs.jsonl`` for ``token_endpoint.yaml``, made to be
committed: one line of JSON a sample, sorted by id, so that it shows in a diff what was proven anew and
merges line by line. Only complete proofs are in it. An entry holds the hash of the very bytes that ran;
whoever asks for a stamp shows the bytes, so that none is ever had for others.
"""

import fcntl
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from generator import cache
from generator.errors import GeneratorError
from generator.model import Request, Sample
from generator.proving.hashes import request_hash
from generator.proving.proof import Proof, Subject


@dataclass(frozen=True, slots=True)
class Entry:
    """One proven sample. `any_value` is None where it has no Inputs; `date` is the day, YYYY-MM-DD in UTC.

    `sample`, `request` and `prover` are SHA-256 hashes in hexadecimal. `answered_by` is a real server that
    answered these bytes as documented, and `answered_on` the day; both are empty where none did.
    """

    id: str
    sample: str
    request: str
    toolchain: str
    prover: str
    any_value: bool | None
    date: str
    answered_by: str = ""
    answered_on: str = ""

    def same_proof(self, other: "Entry") -> bool:
        """Whether the two prove the same, be it on other days."""
        return self._of_other_days() == other._of_other_days()

    def _of_other_days(self) -> "Entry":
        return replace(self, date="", answered_by="", answered_on="")


def ledger_path(description: Path | str) -> Path:
    """Where the ledger of a description lies: beside it, or in the current folder if it is at a URL."""
    name = str(description)
    path = Path(urlsplit(name).path.rpartition("/")[2] or "description") if "://" in name else Path(name)
    return path.with_name(f"{path.stem}.proofs.jsonl")


def read_ledger(path: Path) -> dict[str, Entry]:
    """The entries by sample id; none where there is no such file.

    Raises:
        GeneratorError: the file cannot be read, or a line is not an entry.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise GeneratorError(f"the ledger cannot be read: {error}", path) from error
    entries = [_entry(line, path, number) for number, line in enumerate(lines, start=1)]
    return {entry.id: entry for entry in entries}


def stamp(
    entries: Mapping[str, Entry], sample: Sample, hashed: Callable[[Request], str] = request_hash
) -> Entry | None:
    """The entry for these very bytes and this very request, whatever the tools on this machine.

    `hashed` is for a caller with many samples of one request, who remembers its hash.
    """
    entry = entries.get(sample.id)
    subject = Subject.of(sample)
    same = (
        entry
        and entry.sample == subject.sha256
        and entry.request == (request_hash(sample.flow) if sample.flow else hashed(sample.request))
    )
    return entry if same else None


def earlier(entries: Mapping[str, Entry], subject: Subject, toolchain: str, prover: str) -> Proof | None:
    """The proof of a subject that need not be repeated: nothing that takes part in it has changed."""
    entry = entries.get(subject.id)
    if entry is None or entry.sample != subject.sha256:
        return None
    request = request_hash(subject.flow or subject.request)
    if (entry.request, entry.toolchain, entry.prover) != (request, toolchain, prover):
        return None
    return Proof(
        sample_id=subject.id,
        language=subject.language,
        sent=True,
        fails_loudly=True,
        any_value=entry.any_value,
        clean=True,
        seconds=0.0,
        toolchain=toolchain,
        reason="" if entry.any_value else "any_value: the sample has no Inputs",
        sha256=entry.sample,
        request=request,
        prover=prover,
        since=entry.date,
    )


def record(path: Path, proofs: Iterable[Proof], gone: Collection[str], today: date) -> bool:
    """Enter complete proofs, strike out those that failed and the ids in `gone`; True if that changed it.

    Other writers may do the same at the same time: none undoes what another wrote, and a reader sees a
    whole file. A proof repeated with the same tools keeps its first day.

    Raises:
        GeneratorError: the file cannot be read or written.
    """
    with _alone(path.parent):
        before = read_ledger(path)
        entries = {name: entry for name, entry in before.items() if name not in gone}
        for proof in proofs:
            old = entries.get(proof.sample_id)
            new = _of_proof(proof, today)
            if proof.complete and not (old and old.same_proof(new)):
                entries[proof.sample_id] = _with_answer_of(old, new)
            elif proof.failed and old and old.sample == proof.sha256:
                del entries[proof.sample_id]
        if entries == before:
            return False
        _write(path, entries)
    return True


def record_answers(path: Path, proofs: Iterable[Proof], server: str, today: date) -> int:
    """Enter what `server` answered as documented; how many answers found no proof of their bytes to stand by.

    An answer of the same server to the same bytes that is no longer as documented is struck out.

    Raises:
        GeneratorError: the file cannot be read or written.
    """
    homeless = 0
    with _alone(path.parent):
        before = read_ledger(path)
        entries = dict(before)
        for proof in proofs:
            entry = entries.get(proof.sample_id)
            if entry is None or (entry.sample, entry.request) != (proof.sha256, proof.request):
                homeless += proof.answered is True
            elif proof.sent is proof.answered is True:
                day = today.isoformat()
                entries[proof.sample_id] = replace(entry, answered_by=server, answered_on=day)
            elif proof.failed and entry.answered_by == server:
                entries[proof.sample_id] = replace(entry, answered_by="", answered_on="")
        if entries != before:
            _write(path, entries)
    return homeless


def _with_answer_of(old: Entry | None, new: Entry) -> Entry:
    """The new entry, with the answer that the same bytes have had."""
    if old is None or (old.sample, old.request) != (new.sample, new.request):
        return new
    return replace(new, answered_by=old.answered_by, answered_on=old.answered_on)


def _of_proof(proof: Proof, today: date) -> Entry:
    return Entry(
        id=proof.sample_id,
        sample=proof.sha256,
        request=proof.request,
        toolchain=proof.toolchain,
        prover=proof.prover,
        any_value=proof.any_value,
        date=today.isoformat(),
    )


def _entry(line: str, path: Path, number: int) -> Entry:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError) as error:
        message = "is no entry of the ledger; delete the line, and verify will prove that sample anew"
        raise GeneratorError(message, path, number) from error


def _line(entry: Entry) -> str:
    """An entry as JSON; what says that no server answered is left out."""
    said = {name: value for name, value in asdict(entry).items() if value or not name.startswith("answered")}
    return json.dumps(said, ensure_ascii=False) + "\n"


def _write(path: Path, entries: Mapping[str, Entry]) -> None:
    lines = [_line(entries[name]) for name in sorted(entries)]
    try:
        cache.write_in_one_step(path, "".join(lines).encode())
    except OSError as error:
        raise GeneratorError(f"the ledger cannot be written: {error.strerror}", path) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the one lock on `folder`, which the kernel takes back however the holder ends."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise GeneratorError(f"no ledger can be kept here: {error.strerror}", folder) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
