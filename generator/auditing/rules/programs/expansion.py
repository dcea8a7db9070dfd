"""Variables that are never expanded in the strings of programs (WP115)."""

import ast
import re
from collections.abc import Iterator

from generator.auditing.pages import Page
from generator.auditing.recognising import known
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.shell.expansion import shell_expansion_faults
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_text import parsed
from generator.auditing.understanding.python_values import nodes
from generator.auditing.understanding.trees import fault_on, parse

# ``{{name}}`` is a mark of templates, which f and $ would make ``{name}`` of.
_NAME_IN_BRACES = re.compile(r"(?<!\{)\{([A-Za-z_]\w*)\}(?!\})")
# A name in braces, which these languages fill in nowhere but in literals of their own kind.
_BRACES = {"java": "", "go": "", "ruby": "#", "javascript": "$", "typescript": "$", "php": "$"}
_FILLED = re.compile(
    r"(?i)\.replace|format\(|\btemplates?\b|expand|path_?param|\bpath\(|route|mapping|gql|graphql|interpolat|logg?er|\.(?:get|post|put|patch|delete)\(['\"]/"
)
_FILLED_IN_PYTHON = re.compile(
    r"\.format\(|format_map|Template|\.replace\(|render|@app|@router|path\(|gql|cache_key"
)
_FILLED_IN_CSHARP = re.compile(r"[Ll]og(?:ger)?\b|\.Format\(|Map(?:Get|Post)|Route|Replace\(")
_MEANT_IN_PHP = re.compile(r"(?:Bearer |Basic |Token |[\w}]:|/|[\w-]: )\$\w+")
_MEANT_IN_RUBY = re.compile(r"(?:Bearer |Basic |Token |[\w-]: |/)#\{")


def expansion_faults(sample: Sample, page: Page) -> Iterator[Fault]:
    """The faults of a sample's variables; a `page` may have marks that are filled in when it is made."""
    if sample.language in ("bash", "console"):
        yield from shell_expansion_faults(sample.text)
    elif sample.language == "python" and "{" in sample.text:
        yield from _python(sample.text)
    elif sample.language in ("javascript", "typescript") and "${" in sample.text:
        yield from _javascript(sample.text, page)
    elif sample.language == "csharp" and "{" in sample.text:
        yield from _csharp(sample.text)
    elif sample.language in ("php", "ruby"):
        yield from _single_quoted(sample)
    if sample.calls and sample.language in _BRACES and "{" in sample.text:
        yield from _braces(sample)


def _braces(sample: Sample) -> Iterator[Fault]:
    """``"Bearer {token}"`` where the sample has a token, in a language that makes nothing of it."""
    if _FILLED.search(sample.text):
        return
    for match in _IN_BRACES.finditer(sample.text):
        name = match[1]
        given = re.search(rf"(?<![.\w\"'])\$?{name}\s*(?::?=(?![=>])|,[^\n=]*:=)", sample.text)
        if given is not None and given.start() < match.start():
            mark = _BRACES[sample.language]
            fix = f"Write {mark}{{{name}}}, where the quotes allow it." if mark else "Join it with +."
            line = sample.text.count("\n", 0, match.start(1))
            message = f"{{{name}}} is never filled in, though {name} has a value here"
            yield Fault("WP115", message, line, None, fix, "warning")
            return


_IN_BRACES = re.compile(r"(?<=[\"'`/ =])(?<![$#]\{)\{([A-Za-z_]\w*)\}(?=[^\"'`\n]*[\"'`])")


def _is_placeholder(node: ast.Assign) -> bool:
    """``username = "{username}"``: what the reader puts in."""
    name = node.targets[0]
    value = node.value.value if isinstance(node.value, ast.Constant) else None
    return isinstance(name, ast.Name) and value == f"{{{name.id}}}"


def _python(text: str) -> Iterator[Fault]:
    if _FILLED_IN_PYTHON.search(text):
        return
    tree = parsed(text)
    if tree is None:
        return
    assigned = {
        node.id for node in nodes(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    inside = {
        id(child)
        for node in nodes(tree)
        if isinstance(node, ast.JoinedStr | ast.Expr)
        for child in _parts(node)
    }
    inside |= {
        id(node.value) for node in nodes(tree) if isinstance(node, ast.Assign) and _is_placeholder(node)
    }
    for node in nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            match = _NAME_IN_BRACES.search(node.value)
            is_keyword = match is not None and re.search(rf"\b{match[1]}=", text) is not None
            is_route = node.value.startswith("/")  # what a framework fills, or a client, is no slip
            if match and match[1] in assigned and "\n" not in node.value and not is_keyword:
                message = f"{match[0]} is never filled in: the string has no f before it"
                severity = "warning" if is_route else None
                fix = "Write f before the quote."
                yield Fault("WP115", message, node.lineno - 1, node.col_offset, fix, severity)
                return


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """The pieces of an f-string; of a statement only the string that is its docstring."""
    return ast.walk(node) if isinstance(node, ast.JoinedStr) else ast.iter_child_nodes(node)


def _is_of_the_page(mark: str, page: Page) -> bool:
    """Whether ``${account.name}`` stands in other languages as well: what makes the page fills it in."""
    blocks = (block for block in page.blocks if known(block.hint) not in ("javascript", "typescript"))
    return "." in mark and any(mark in block.text for block in blocks)


def _javascript(text: str, page: Page) -> Iterator[Fault]:
    tree = parse("javascript", text)
    declared = set(re.findall(r"\b(?:const|let|var)\s+(\w+)", text)) | set(
        re.findall(r"\b(\w+)\s*(?:=>|,\s*\w+\s*\)\s*=>)", text)
    )
    for node in tree.nodes:
        if node.type != "string":
            continue
        match = re.search(r"\$\{\s*(\w+)[^}]*\}", tree.source(node))
        if match and not _is_of_the_page(match[0], page):
            message = f"{match[0]} is never filled in: only backticks make a template"
            severity = None if match[1] in declared else "warning"
            yield fault_on(node, message, "Use backticks in place of the quotes.", "WP115", severity)
            return


def _csharp(text: str) -> Iterator[Fault]:
    if _FILLED_IN_CSHARP.search(text):
        return
    tree = parse("csharp", text)
    declared = {
        tree.source(node.named_children[0])
        for node in tree.nodes
        if node.type == "variable_declarator" and node.named_children
    }
    for node in tree.nodes:
        if node.type != "string_literal":
            continue
        match = _NAME_IN_BRACES.search(tree.source(node))
        is_credential = re.match(r"\"(?:Bearer|Basic|Token) \{\w+\}\"$", tree.source(node)) is not None
        if match and (match[1] in declared or is_credential):
            message = f"{match[0]} is never filled in: the string has no $ before it"
            yield fault_on(node, message, "Write $ before the quote.", "WP115")
            return


def _single_quoted(sample: Sample) -> Iterator[Fault]:
    is_php = sample.language == "php"
    prefix = "<?php " if is_php and "<?" not in sample.text else ""
    tree = parse(sample.language, prefix + sample.text)
    pattern = r"\{?\$(\w+)\}?" if is_php else r"#\{(\w+)[^}]*\}"
    assigned = set(
        re.findall(
            r"(?<![?&])\$(\w+)\s*=[^=>]" if is_php else r"^[ \t]*(\w+)\s*=[^=]", sample.text, re.MULTILINE
        )
    )
    for node in tree.nodes:
        source = tree.source(node) if node.type == "string" else ""
        match = re.search(pattern, source) if source.startswith("'") else None
        # ``'?$filter=…'`` is OData's, ``'Bearer $token'`` nobody's, ``'$id is too small'`` may be meant.
        is_meant = (_MEANT_IN_PHP if is_php else _MEANT_IN_RUBY).search(source) is not None
        if match and (match[1] in assigned or is_meant):
            message = f"{match[0]} stands in single quotes, where nothing is expanded"
            is_sure = match[1] in assigned and (is_meant or not is_php or " " not in source)
            severity = None if is_sure else "warning"
            yield Fault("WP115", message, node.start_point[0], None, "Use double quotes.", severity)
            return
