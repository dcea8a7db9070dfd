"""Samples against the types of the libraries that they use, which tables hold."""

from collections.abc import Iterable, Iterator, Sequence

from generator.auditing.understanding.call import Fault


def once(told: Sequence[Fault], typed: Iterable[Fault]) -> Iterator[Fault]:
    """What rules told of a sample, and what its types tell of the lines about which nothing is said yet."""
    yield from told
    lines = {each.line for each in told if each.severity not in ("note", "warning") or each.rule == "WP111"}
    for fault in typed:
        if fault.line not in lines:
            lines.add(fault.line)
            yield fault
