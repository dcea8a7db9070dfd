"""C# names that a slip of the keyboard made: a letter out of place, a dot left out, ``strin`` for string.

What a sample declares itself and what the library has (`csharp_library`) is known; a name that is neither is
a fault only where it is hardly anything but a known one mistyped. SDKs have members that nobody here knows.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.library import library
from generator.auditing.rules.slips import is_slip, swaps
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line
from generator.near import near

if TYPE_CHECKING:
    from tree_sitter import Node

_KEYWORDS = (
    "var",
    "string",
    "int",
    "bool",
    "double",
    "object",
    "decimal",
    "byte",
    "dynamic",
    "void",
    "long",
    "await",
)
_GENERICS = ("Func", "Action", "Task", "List", "Dictionary", "IEnumerable", "KeyValuePair", "Tuple")
_IN_TYPES = ("type_argument_list", "array_type", "nullable_type")
_SHORTEST = 5  # of four letters, Form is as good a name as From
_LIKE = 0.85
# The members that samples use of what HttpClient, requests, responses and JSON consist of.
_PARTS = {
    "Headers": "Add Authorization Accept ContentType ContentLength ContentDisposition UserAgent "
    "TryAddWithoutValidation",
    "DefaultRequestHeaders": "Add Authorization Accept UserAgent TryAddWithoutValidation",
    "Accept": "Add Clear ParseAdd",
    "UserAgent": "Add Clear ParseAdd",
    "Content": "Headers ReadAsStringAsync ReadAsStreamAsync ReadAsByteArrayAsync ReadFromJsonAsync",
    "RootElement": "GetProperty TryGetProperty EnumerateArray EnumerateObject GetString",
    "UTF8": "GetBytes GetString GetByteCount",
}
# Types of .NET 8 whose names are that of another type and of its member.
_NOT_JOINED = (
    "HttpHeadersNonValidated",
    "JsonNodeOptions",
    "ProcessPriorityClass",
    "StringConcat",
    "TaskCreationOptions",
    "TaskFactory",
    "TaskStatus",
    "ThreadPriority",
    "ThreadStart",
    "UriHostNameType",
)


def slip_faults(tree: Tree, nodes: "Sequence[Node]", declared: frozenset[str]) -> Iterator[Fault]:
    """The faults of names; `declared` are those that the text itself declares."""
    kinds = kinds_of_variables(tree)
    own = declared | {
        tree.source(node.named_children[0])
        for node in nodes
        if node.type == "variable_declarator" and node.named_children
    }
    own |= {
        tree.source(name)
        for node in nodes
        if node.type == "anonymous_object_creation_expression"
        for name in node.named_children
        if name.type == "identifier"
    }
    reported: set[str] = set()
    for node in nodes:
        if node.type == "member_access_expression":
            found = _typed_member(tree, node, kinds)
        elif node.type == "identifier":
            found = _type_keyword(tree, node, own) or _name(tree, node, own)
        else:
            continue
        if found is not None and found.message not in reported:
            reported.add(found.message)
            yield found


def kinds_of_variables(tree: Tree) -> dict[str, str]:
    """The type of each variable that the text gives one of the library's types."""
    known = library()
    typed = re.findall(r"\b([A-Z]\w*)(?:<[^<>\n]*>)?\??\s+(\w+)\s*(?:=[^=>]|[;,)])", tree.text)
    made = re.findall(r"\bvar\s+(\w+)\s*=\s*new\s+(\w+)", tree.text)
    given: defaultdict[str, set[str]] = defaultdict(set)
    for name, kind in [*((name, kind) for kind, name in typed), *made]:
        given[name].add(kind)
    kinds = {name: next(iter(each)) for name, each in given.items() if len(each) == 1}
    calls = r"\bvar\s+(\w+)\s*=\s*await\s+(\w+)\.(?:Get|Post|Put|Patch|Delete|Send)Async\("
    for name, client in re.findall(calls, tree.text):
        if kinds.get(client) == "HttpClient":
            kinds[name] = "HttpResponseMessage"
    return {name: kind for name, kind in kinds.items() if kind in known}


def _typed_member(tree: Tree, node: "Node", kinds: dict[str, str]) -> Fault | None:
    owner, member = node.child_by_field_name("expression"), node.child_by_field_name("name")
    if owner is None or member is None or member.type != "identifier":
        return None
    kind = kinds.get(tree.source(owner)) if owner.type == "identifier" else None
    name = tree.source(member)
    if name in _members() or kind == "namespaces":
        return None
    for part, members in _PARTS.items():
        if name.startswith(part) and name.removeprefix(part) in members.split():
            fix = f"Did you mean {part}.{name.removeprefix(part)}?"
            return _fault(member, f"there is no {name} (CS1061)", fix, "WP111")
    if kind is None:
        return None
    known = library()[kind]
    alike = [each for each in known if is_slip(name, each, _LIKE)]
    if alike:
        best = near(name, alike, 0)
        return _fault(member, f"{kind} has no {name} (CS1061)", f"Did you mean {best}?", "WP111")
    for first in known:
        rest = name.removeprefix(first)
        if rest != name and not first.endswith("Async") and len(rest) > 3 and rest in _members():
            return _fault(member, f"{kind} has no {name} (CS1061)", f"Did you mean {first}.{rest}?", "WP111")
    return None


def _name(tree: Tree, node: "Node", declared: frozenset[str]) -> Fault | None:
    """A name with two letters in each other's place, or two names without their dot."""
    name = tree.source(node)
    parent = node.parent
    if parent is not None and parent.type == "invocation_expression" and name not in declared:
        swapped = next((each for each in swaps(name) if each in declared or each == "nameof"), None)
        if swapped is not None:  # it is no member of anything, but a function of this text
            return _fault(node, f"there is no {name} (CS0103)", f"Did you mean {swapped}?")
    if not name[:1].isupper() or name in declared or name in _members() or name in library():
        return None
    if parent is None or parent.type in ("using_directive", "qualified_name", "attribute", "name_colon"):
        return None
    known = _members() if len(name) >= _SHORTEST else frozenset[str]()
    swapped = next((each for each in swaps(name) if each in known or each in declared), None)
    if swapped is None and len(name) < _SHORTEST:
        swapped = next((each for each in swaps(name) if _is_sure(tree, node, each)), None)
    if swapped is not None:
        return _fault(node, f"there is no {name} (CS0103)", f"Did you mean {swapped}?")
    if parent.type == "member_access_expression" and parent.child_by_field_name("name") == node:
        return None
    if parent.type not in ("member_access_expression", "invocation_expression", "argument",
                           "assignment_expression", "variable_declarator"):  # fmt: skip
        return None
    joined = _joined(name) if name not in _NOT_JOINED else ""
    return _fault(node, f"there is no {name} (CS0103)", f"Did you mean {joined}?") if joined else None


def _is_sure(tree: Tree, node: "Node", kind: str) -> bool:
    """Whether a short name must be that type: it is generic, or a member of the type follows."""
    parent = node.parent
    if parent is not None and (
        parent.type == "generic_name" or parent.child_by_field_name("returns") == node
    ):
        return kind in _GENERICS
    member = parent.child_by_field_name("name") if parent is not None else None
    if member is None or member == node:
        return False
    return tree.source(member) in library().get(kind, ())


def _joined(name: str) -> str:
    """``ConsoleWriteLine`` as ``Console.WriteLine``; empty where a name is no type with its member."""
    for place in (match.start() for match in re.finditer(r"(?<=\w)[A-Z]", name)):
        kind, member = name[:place], name[place:]
        if member in library().get(kind, ()) and kind != "namespaces":
            return f"{kind}.{member}"
    return ""


def _type_keyword(tree: Tree, node: "Node", declared: frozenset[str]) -> Fault | None:
    name = tree.source(node)
    parent = node.parent
    if parent is None or not name.islower() or name in declared or name in _KEYWORDS:
        return None
    is_type = parent.type in _IN_TYPES or any(
        parent.child_by_field_name(field) == node for field in ("type", "returns")
    )
    meant = near(name, _KEYWORDS, 0.8) if is_type else ""
    return _fault(node, f"there is no type {name}", f"Write {meant}.") if meant else None


@cache
def _members() -> frozenset[str]:
    """Every name that the library has, whatever its type."""
    return frozenset(library()).union(*library().values())


def _fault(node: "Node", message: str, fix: str, rule: str = "WP102") -> Fault:
    return Fault(rule, message, line(node), node.start_point[1], fix)
