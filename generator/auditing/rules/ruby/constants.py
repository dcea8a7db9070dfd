"""Ruby: constants that OpenSSL, Net::HTTP, Digest and URI do not have (NameError).

A line of `data/constants_ruby.txt` is a module of Ruby 3.3 with its constants, by reflection.
https://docs.ruby-lang.org/en/3.3/OpenSSL.html
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from generator.auditing.rules.ruby.required import is_closed
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, fault_on
from generator.near import near


@cache
def _constants() -> dict[str, frozenset[str]]:
    text = files("generator.auditing").joinpath("data/constants_ruby.txt").read_text("utf-8")
    return {module: frozenset(names) for module, *names in map(str.split, text.splitlines())}


def constant_faults(tree: Tree) -> Iterator[Fault]:
    """The constants that are not there, in a program that requires the standard library alone."""
    if not is_closed(tree.text):
        return
    for node in tree.nodes:
        scope, name = node.child_by_field_name("scope"), node.child_by_field_name("name")
        if node.type != "scope_resolution" or scope is None or name is None or name.type != "constant":
            continue
        module, constant = tree.source(scope).removeprefix("::"), tree.source(name)
        known = _constants().get(module)
        if known is None or constant in known or (node.parent is not None and node.parent.type in _DEFINING):
            continue
        meant = next((each for each, names in _constants().items() if constant in names), "")
        better = f"{meant}::{constant}" if meant else near(constant, sorted(known), 0.6)
        fix = f"Did you mean {better}?" if better else f"See the documentation of {module}."
        yield fault_on(name, f"{module} has no {constant}: NameError", fix)


_DEFINING = ("class", "module", "superclass", "assignment")
