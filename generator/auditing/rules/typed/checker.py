"""Calls, members and values against the library's own types, as a compiler does it.

A language tells of its nodes in one way (`Expression`), and of the names that it declares (`Declared`). The
type of a name is known where all that the text says of that name gives the same one; of what is not known,
nothing is said.
"""

import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from generator.auditing.rules.typed.library import Member, Type
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, fault_on
from generator.near import near

if TYPE_CHECKING:
    from tree_sitter import Node

TEXT, NUMBER, OBJECT = "a text", "a number", "an object"  # the kinds of literals, of no named type
_LITERALS = {"text": TEXT, "number": NUMBER, "object": OBJECT}
# What stands among arguments and is none, or is any number of them.
_NO_ARGUMENTS = ("comment", "line_comment", "block_comment", "spread_element")
_DEEPEST = 12  # calls one on the other; a longer chain is not followed further


class Expression(NamedTuple):
    """A node as all languages have it.

    `form` is call, field, new, cast, await, name, text, number or nothing; `owner` what a member is asked of,
    `name` the member, the type that is made or meant, or the name itself. `given` are the arguments; None
    where they cannot be told by their places.
    """

    form: str = ""
    owner: "Node | None" = None
    name: str = ""
    at: "Node | None" = None
    given: "Sequence[Node] | None" = None


class Declared(NamedTuple):
    """A name, the type that is written before it, and the value that it is given."""

    name: str
    type: str
    value: "Node | None"
    node: "Node"


class Checker(ABC):
    """The types of one sample, and the faults that they tell."""

    def __init__(self, tree: Tree, known: Mapping[str, Type], named: Container[str]) -> None:
        """`known` are the types of the tables, and `named` those that the text means by their names."""
        self.tree = tree
        self.known = known
        self._named = named
        self._declared: defaultdict[str, list[Declared]] = defaultdict(list)
        for node in tree.nodes:
            for each in self.declared(node):
                self._declared[each.name].append(each)
        self._of_names: dict[str, str] = {}

    promise = "Task"  # what a language calls a value that is to be awaited
    has_statics = True  # whether the tables have the members of the types themselves
    inner_types = re.compile(r"(?!)")  # how a member is called that is a type, and in no table

    def _source(self, node: "Node | None") -> str:
        return self.tree.source(node) if node is not None else ""

    def _given_to(self, node: "Node") -> "list[Node] | None":
        """The arguments of a call; None where they cannot be told by their places."""
        arguments = node.child_by_field_name("arguments")
        each = arguments.named_children if arguments is not None else []
        return None if any(one.type in _NO_ARGUMENTS for one in each) else each

    def declarations(self, name: str) -> Sequence[Declared]:
        """All that the text declares by a name."""
        return self._declared.get(name, ())

    def is_meant(self, name: str) -> bool:
        """Whether a name is that of a type of the tables here."""
        return name in self.known and name in self._named and name not in self._declared

    @abstractmethod
    def expression(self, node: "Node") -> Expression:
        """What a node is."""

    @abstractmethod
    def declared(self, node: "Node") -> Iterator[Declared]:
        """The names that a node declares."""

    @abstractmethod
    def takes(self, wanted: str, kind: str) -> bool:
        """Whether a place of one type may take a value of another."""

    @abstractmethod
    def title(self, kind: str) -> str:
        """A type in a message."""

    @abstractmethod
    def may_have(self, owner: Type, method: str) -> bool:
        """Whether something else may add a method of that name to a type."""

    def faults(self) -> Iterator[Fault]:
        """What a compiler would refuse, in the order of the text."""
        for node in self.tree.nodes:
            found = self.expression(node)
            if found.form in ("call", "field") and found.owner is not None:
                yield from self._member(found)
            elif found.form == "new":
                yield from self._made(found)
        for group in list(self._declared.values()):
            for each in group:
                yield from self._given(each)

    def _member(self, found: Expression) -> Iterator[Fault]:
        owner = self.known.get(_base(self.kind(found.owner)))
        if owner is None or found.at is None:
            return
        members = owner.members.get(found.name)
        if f"{owner.name}.{found.name}" in self.known:
            return  # a type within a type
        if members is None and self.inner_types.match(found.name):
            return
        if members is None:
            if not (found.form == "call" and self.may_have(owner, found.name)):
                meant = near(found.name, [each for each in owner.members if each != "new"], 0.6)
                fix = f"Did you mean {meant}?" if meant else f"See the documentation of {owner.name}."
                yield fault_on(found.at, f"{owner.name} has no {found.name}", fix)
        elif found.form == "call":
            methods = [each for each in members if each.parameters is not None]
            if methods:
                inner = _inner(self.kind(found.owner), owner.name)
                yield from self._arguments(found, found.name, [_of(each, inner) for each in methods])

    def _made(self, found: Expression) -> Iterator[Fault]:
        made = self.known.get(found.name) if self.is_meant(found.name) else None
        if made is not None and "new" in made.members:
            yield from self._arguments(found, f"new {found.name}", made.members["new"])
        elif made is not None and self.has_statics and found.at is not None:
            gives = [name for name, each in made.members.items() if each[0].result == made.name]
            fix = f"{made.name}.{gives[0]} gives one." if gives else f"See the documentation of {made.name}."
            yield fault_on(found.at, f"{made.name} has no constructor for others to call", fix)

    def _arguments(self, found: Expression, name: str, overloads: Sequence[Member]) -> Iterator[Fault]:
        """A wrong number of arguments, or one that no overload of that many takes."""
        given = found.given
        if given is None or found.at is None:
            return
        fitting = [each for each in overloads if each.counts[0] <= len(given) <= each.counts[1]]
        if not fitting:
            least = min(each.counts[0] for each in overloads)
            most = max(each.counts[1] for each in overloads)
            takes = f"{least}" if least == most else f"{least} to {most}"
            message = f"{name} takes {takes} arguments, and is given {len(given)}"
            yield fault_on(found.at, message, "Pass what it takes, in its order.")
            return
        kinds = [self.kind(each) for each in given]
        for place, (node, kind) in enumerate(zip(given, kinds, strict=True)):
            left = [each for each in fitting if self.takes(each.parameter(place), kind)]
            if not left:
                wanted = sorted({each.parameter(place) for each in fitting})
                message = f"{name} takes {' or '.join(wanted[:3])} here, and this is {self.title(kind)}"
                yield fault_on(node, message, f"Make {wanted[0]} of it.")
                return
            fitting = left

    def _given(self, declared: Declared) -> Iterator[Fault]:
        """A variable of one type that is given a value of another."""
        if declared.value is None or not declared.type:
            return
        kind = self.kind(declared.value)
        if self._written(declared.type) and not self.takes(declared.type, kind):
            message = f"{declared.name} is declared as {declared.type}, and this is {self.title(kind)}"
            yield fault_on(declared.value, message, "Take the part of it that is of that type.")

    def kind(self, node: "Node | None", depth: int = 0) -> str:
        """The type of what a node stands for; empty where that is not known."""
        if node is None or depth > _DEEPEST:
            return ""
        found = self.expression(node)
        if found.form in _LITERALS:
            return _LITERALS[found.form]
        if found.form == "name":
            return self._kind_of_name(found.name, depth)
        if found.form == "new":
            return found.name if self.is_meant(found.name) else ""
        if found.form == "cast":
            return self._written(found.name)
        if found.form == "await":
            return _inner(self.kind(found.owner, depth + 1), self.promise)
        if found.form in ("call", "field") and found.owner is not None:
            return self._result(found, self.kind(found.owner, depth + 1))
        return ""

    def _result(self, found: Expression, owner: str) -> str:
        """What a member gives: all its overloads the same, or nothing that is known."""
        if found.name == "Result" and owner.startswith("Task<"):
            return _inner(owner, "Task")
        if found.name == "ConfigureAwait" and owner.startswith("Task"):
            return owner
        if f"{owner}.{found.name}" in self.known:
            return f"{owner}.{found.name}"
        results = self._results(found, owner)
        if len(results) != 1:
            return ""
        result = results.pop()
        return _inner(owner, _base(owner)) if result == "?" else result

    def _results(self, found: Expression, owner: str) -> set[str]:
        """What the overloads of a member give, as the tables say it."""
        kind = self.known.get(_base(owner))
        members = kind.members.get(found.name, ()) if kind is not None else ()
        return {each.result for each in members if (each.parameters is None) == (found.form == "field")}

    def _written(self, kind: str) -> str:
        """The type that is written before a name; empty where it is another one of that name."""
        return kind if _base(kind) in self._named or _base(kind) not in self.known else ""

    def _kind_of_name(self, name: str, depth: int) -> str:
        if name in self._of_names:
            return self._of_names[name]
        self._of_names[name] = ""  # of a name whose value needs the name itself, nothing is known
        declared = self._declared.get(name)
        if declared:
            kinds = {self._written(each.type) or self.kind(each.value, depth + 1) for each in declared}
            self._of_names[name] = kinds.pop() if len(kinds) == 1 else ""
        elif self.has_statics and self.is_meant(name):
            self._of_names[name] = name
        return self._of_names[name]


def _of(method: Member, inner: str) -> Member:
    """A method of a type with an argument, which stands for its type parameter."""
    if not inner or method.parameters is None:
        return method
    return replace(method, parameters=tuple(inner if each == "?" else each for each in method.parameters))


def _base(kind: str) -> str:
    """A type without its arguments; an array is no such type."""
    return kind if kind.endswith("]") else kind.partition("<")[0]


def _inner(kind: str, outer: str) -> str:
    """The one argument of a type; empty where there is none or there are several."""
    inner = kind.removeprefix(f"{outer}<").removesuffix(">") if kind.startswith(f"{outer}<") else ""
    return inner if "," not in inner else ""
