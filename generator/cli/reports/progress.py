"""Proofs in, the same proofs out; a person at the terminal sees how many are done."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from generator.text import counted

if TYPE_CHECKING:
    from generator.proving.proof import Proof


def watched(proofs: Iterable["Proof"], total: int) -> Iterator["Proof"]:
    """Pass proofs on, and tell a person who watches how far we are."""
    watched = sys.stderr.isatty()
    started, failed = time.monotonic(), 0

    def tell(text: str) -> None:
        if watched:
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)

    tell(f"proving {counted(total, 'sample')}")
    try:
        for number, proof in enumerate(proofs, start=1):
            failed += proof.failed
            spent = f"{time.monotonic() - started:.0f} s"
            tell(f"done {number} of {total}, {failed} failed, {spent}: {proof.sample_id}")
            yield proof
    finally:
        tell("")
