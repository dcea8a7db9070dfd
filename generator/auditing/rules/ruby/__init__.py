"""Ruby: does the sample parse, does it bring what it uses, and do its calls fit their libraries?"""

from collections.abc import Iterator

from generator.auditing.rules.ruby.clients import misused_clients, named_headers, unknown_options
from generator.auditing.rules.ruby.connections import (
    lost_queries,
    odd_headers,
    odd_verifications,
    opened_addresses,
    plain_connections,
)
from generator.auditing.rules.ruby.constants import constant_faults
from generator.auditing.rules.ruby.members import member_faults
from generator.auditing.rules.ruby.names import undefined_names
from generator.auditing.rules.ruby.required import miscalled_libraries, required_faults
from generator.auditing.rules.ruby.responses import misused_responses
from generator.auditing.rules.ruby.syntax import syntax_faults
from generator.auditing.rules.typed import once
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree


def ruby_faults(tree: Tree, earlier: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """What keeps a Ruby sample from running; `earlier` are the names of the samples above it."""
    yield from syntax_faults(tree)
    yield from miscalled_libraries(tree)
    yield from required_faults(tree)
    yield from constant_faults(tree)
    yield from plain_connections(tree)
    yield from odd_verifications(tree)
    yield from odd_headers(tree)
    yield from unknown_options(tree)
    yield from named_headers(tree)
    yield from lost_queries(tree)
    yield from misused_responses(tree)
    yield from once([*misused_clients(tree)], member_faults(tree))
    yield from opened_addresses(tree)
    yield from undefined_names(tree, earlier)
