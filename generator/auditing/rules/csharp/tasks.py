"""C# tasks: await where it may not stand, and results that nobody awaits."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = (
    "method_declaration",
    "local_function_statement",
    "lambda_expression",
    "anonymous_method_expression",
    "constructor_declaration",
    "accessor_declaration",
    "property_declaration",
    "destructor_declaration",
)
_TASKS = re.compile(
    r"\b(?:Get|Post|Put|Patch|Delete|Send|ReadAs|GetFromJson|PostAsJson|PutAsJson|ReadFromJson)\w*Async$"
)
_RESPONSE = {
    "StatusCode",
    "IsSuccessStatusCode",
    "Content",
    "EnsureSuccessStatusCode",
    "Headers",
    "ReasonPhrase",
}


def task_faults(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """The faults of asynchronous code."""
    for node in nodes:
        if node.type == "await_expression":
            yield from _await(tree, node)
        elif node.type == "variable_declarator":
            yield from _task_kept(tree, node, nodes)
        elif node.type == "invocation_expression":
            yield from _task_printed(tree, node)
    yield from _left_behind(tree, nodes)


# What keeps a program going, or waits for a task in another way.
_WAITS = re.compile(
    r"\.(?:Wait|Result|GetAwaiter|WaitAll|WhenAll|WaitOne|Join)\b|Console\.Read|Thread\.Sleep|Task\.Delay"
    r"|\.Run\(|\bawait\b|\bwhile\b"
)


def _left_behind(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """``static void Main() { SendAsync(); }``: the program ends at the first await of what it calls."""
    methods = {}
    for node in nodes:
        name = node.child_by_field_name("name") if node.type == "method_declaration" else None
        body = node.child_by_field_name("body") if name is not None else None
        if name is not None and body is not None:
            methods[tree.source(name)] = (node, body)
    main = methods.get("Main")
    if main is None or _WAITS.search(tree.source(main[1])):
        return
    for statement in main[1].named_children:
        call = statement.named_children[0] if statement.type == "expression_statement" else None
        called = call.child_by_field_name("function") if call is not None else None
        if call is None or called is None or call.type != "invocation_expression":
            continue
        task = tree.source(called).rpartition(".")[2]
        if task in methods and _awaits(tree, *methods[task]):
            message = f"{task} is not awaited, and the program ends before its request is answered"
            fix = f"Declare static async Task Main, and write await {task}(…)."
            yield Fault("WP112", message, line(call), call.start_point[1], fix)
            return


def _awaits(tree: Tree, method: "Node", body: "Node") -> bool:
    """Whether a method is async, and waits for something."""
    head = tree.data[method.start_byte : body.start_byte]
    return re.search(rb"\basync\b", head) is not None and "await " in tree.source(body)


def _await(tree: Tree, node: "Node") -> Iterator[Fault]:
    function = ancestor(node, *_FUNCTIONS)
    if function is None or function.type in ("property_declaration", "accessor_declaration"):
        return
    body = function.child_by_field_name("body")
    head = tree.data[function.start_byte : body.start_byte if body is not None else function.end_byte]
    if not re.search(rb"\basync\b", head):
        name = function.child_by_field_name("name")
        where = f"method {tree.source(name)}" if name is not None else "function"
        yield Fault(
            "WP112",
            f"await stands in the {where}, which is not async",
            line(node),
            node.start_point[1],
            "Declare it async Task.",
        )


def _task_kept(tree: Tree, node: "Node", nodes: "Sequence[Node]") -> Iterator[Fault]:
    """A task is stored without await, and then used as if it were its result."""
    value = node.named_children[-1] if len(node.named_children) > 1 else None
    if value is None or value.type != "invocation_expression":
        return
    callee = value.child_by_field_name("function")
    if callee is None or not _TASKS.search(tree.source(callee).partition("<")[0]):
        return
    declared = node.parent.child_by_field_name("type") if node.parent is not None else None
    kind = tree.source(declared) if declared is not None else "var"
    name = tree.source(node.named_children[0])
    fault = Fault(
        "WP112",
        f"{name} is a task: the result is never awaited",
        line(node),
        node.start_point[1],
        f"Write await before {tree.source(callee)[:40]}.",
    )
    if kind in ("string", "HttpResponseMessage", "byte[]", "Stream"):
        yield fault
        return
    scope = ancestor(node, "block", "compilation_unit") or tree.root
    for use in nodes:
        if use.type == "member_access_expression" and scope.start_byte <= use.start_byte < scope.end_byte:
            left, member = use.child_by_field_name("expression"), use.child_by_field_name("name")
            if (
                left is not None
                and member is not None
                and tree.source(left) == name
                and use.start_byte > node.end_byte
                and tree.source(member) in _RESPONSE
            ):
                yield fault
                return


def _task_printed(tree: Tree, node: "Node") -> Iterator[Fault]:
    """A task goes to the console, which shows the name of its type."""
    callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if (
        callee is None
        or arguments is None
        or tree.source(callee) not in ("Console.WriteLine", "Console.Write")
    ):
        return
    for argument in arguments.named_children:
        value = argument.named_children[-1] if argument.named_children else None
        called = value.child_by_field_name("function") if value is not None else None
        if value is not None and called is not None and value.type == "invocation_expression":
            name = tree.source(called)
            if _TASKS.search(name):
                message = "a task is printed, not its result"
                yield Fault(
                    "WP112", message, line(value), value.start_point[1], f"Write await {name[:40]}(…)."
                )
