"""Variables that are never expanded, and placeholders that the client changes (WP115, WP212, WP114)."""

import ast
import re
from collections.abc import Iterator

from generator.auditing.pages import Page
from generator.auditing.recognising import known
from generator.auditing.rules.python.dollars import dollar_faults
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.curl import Curl
from generator.auditing.understanding.python_values import nodes
from generator.auditing.understanding.script import Piece, Script

_SHELL_VARIABLE = re.compile(r"\$(?:\{[A-Z][A-Z0-9_]+\}|[A-Z][A-Z0-9_]+\b)")
# ``{{name}}`` is a mark of templates, which f and $ would make ``{name}`` of.
_NAME_IN_BRACES = re.compile(r"(?<!\{)\{([A-Za-z_]\w*)\}(?!\})")


_ENCODED = r"\s*\|\s*(?:base64|openssl\s+(?:enc\s+-)?base64)\b(?!\s+(?:-d|-D|--decode))"
_ECHOED = re.compile(
    rf"\becho\s+(?!-\w)(?:\"[^\"\n]*:[^\"\n]*\"|'[^'\n]*:[^'\n]*'|[^\s|'\"]+:[^\s|'\"]+){_ENCODED}"
)
_WRAPPED = re.compile(
    r"\$\([^()\n]*\bbase64(?![^()\n]*(?:-w ?0|--wrap[= ]0|\btr\b|-d\b|-D\b|--decode|-A\b))[^()\n]*\)"
)


# ``'Bearer $token'`` and ``'https://a.dev/$user_id'``; ``/$count`` is OData's, ``/$export`` FHIR's.
# ``${account.name}`` is filled in by whatever makes the page: a variable's name has no dot (POSIX, 3.216).
_NAME = r"\$(?:\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)"
_MEANT_IN_SHELL = re.compile(
    rf"(?:(?<=Bearer )|(?<=Basic )){_NAME}"
    r"|(?<=[^/]/)\$\{?(?:\w*_)?(?:id|uuid|token|name)\}?(?=[/?'\"]|$)"
)
_IN_HOST = re.compile(rf"(?<=^https://){_NAME}|(?<=^http://){_NAME}")  # DNS has no $
# A name in braces, which these languages fill in nowhere but in literals of their own kind.
_BRACES = {"java": "", "go": "", "ruby": "#", "javascript": "$", "typescript": "$", "php": "$"}
_FILLED = re.compile(
    r"(?i)\.replace|format\(|\btemplates?\b|expand|path_?param|\bpath\(|route|mapping|gql|graphql|interpolat|logg?er|\.(?:get|post|put|patch|delete)\(['\"]/"
)


def expansion_faults(sample: Sample, page: Page) -> Iterator[Fault]:
    """The faults of a sample's variables; a `page` may have marks that are filled in when it is made."""
    if sample.language in ("bash", "console"):
        yield from _shell(sample)
    elif sample.language == "python" and "{" in sample.text:
        yield from _python(sample.text)
        yield from dollar_faults(sample.text) if "${" in sample.text else ()
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


def _shell(sample: Sample) -> Iterator[Fault]:
    from generator.auditing.understanding.curl import curls
    from generator.auditing.understanding.shell import read_script

    script = read_script(sample.text)
    yield from _encoded(sample.text)
    assigned = set(re.findall(r"^\s*(?:export\s+)?([A-Za-z_]\w*)=", sample.text, re.MULTILINE))
    for curl in curls(script):
        for word in curl.command.words:
            for piece in word.pieces:
                if piece.quote != "'":
                    continue
                match = _SHELL_VARIABLE.search(piece.text)
                own = next(
                    (item for item in re.finditer(r"\$\{?(\w+)", piece.text) if item[1] in assigned), None
                )
                is_sure = match or own or _IN_HOST.search(piece.text)
                match = is_sure or _MEANT_IN_SHELL.search(piece.text)
                if match and "$" not in piece.text[: match.start()].replace("$$", ""):
                    line = script.line(piece.offset) + piece.text.count("\n", 0, match.start())
                    yield Fault(
                        "WP115",
                        f"{match[0]} stands in single quotes, where the shell expands nothing",
                        line,
                        None,
                        "Use double quotes around it.",
                        None if is_sure else "warning",
                    )
                    break
        yield from _swallowed(curl, script, assigned)
        windows = next((word for word in curl.command.words if re.search(r"%[A-Z_]{3,}%", word.value)), None)
        if windows is not None:
            yield Fault(
                "WP115",
                "%NAME% is a variable of cmd.exe; a POSIX shell sends it as it is",
                script.line(windows.offset),
                None,
                'Write "$NAME".',
                "warning",
            )
        yield from _read_from_file(curl, script)
        if not curl.option("globoff"):
            for word in curl.urls[:1]:
                yield from _globbed(word.value, script.line(word.offset))


def _encoded(text: str) -> Iterator[Fault]:
    """Base64 of more than is meant: the newline that echo adds; its own, after each 76 characters."""
    if (match := _ECHOED.search(text)) is not None:
        message = "echo adds a newline to the credentials, and base64 encodes it with them"
        line = text.count("\n", 0, match.start())
        yield Fault("WP114", message, line, None, "Write printf '%s' in place of echo.", "warning")
    elif (match := _WRAPPED.search(text)) is not None and "curl" in text:
        message = (
            "base64 breaks what it prints into lines of 76 characters, and a header or JSON takes no newline"
        )
        line = text.count("\n", 0, match.start())
        yield Fault("WP114", message, line, None, "Add | tr -d '\\n'.", "note")


def _swallowed(curl: Curl, script: Script, assigned: set[str]) -> Iterator[Fault]:
    """A $ of a value that the shell takes for its own: ``"$100"``, ``"pa$$word"``, a key behind a $."""
    for word in curl.command.words:
        for piece, following in zip(word.pieces, [*word.pieces[1:], Piece("", "", 0)], strict=True):
            if not piece.expands:
                continue
            is_amount = re.fullmatch(r"\$\d", piece.text) and re.match(r"[.,]?\d", following.text)
            is_number = piece.text == "$$" and re.match(r"\w", following.text)
            is_key = re.fullmatch(r"\$(?=\w*\d)[a-z0-9]{16,}", piece.text) and piece.text[1:] not in assigned
            if is_amount or is_number or is_key:
                shown = piece.text[:12] + following.text[:8] * (not is_key)
                message = f"the shell takes the {piece.text[:12]} of {shown} for a variable of its own"
                yield Fault("WP114", message, script.line(piece.offset), None, "Use single quotes.")
                return


def _read_from_file(curl: Curl, script: Script) -> Iterator[Fault]:
    """``-F "token=<your token>"``: curl takes ``<`` for the name of a file that holds the value."""
    for option in curl.options:
        placeholder = re.match(r"[^=]+=(<[^<>]+>)$", option.argument) if option.name == "form" else None
        if placeholder:
            message = f"curl reads the value from a file where {placeholder[1][:40]} is left as it is"
            fix = "Write the placeholder without <, or use --form-string."
            yield Fault("WP212", message, script.line(option.word.offset), None, fix, "warning")
            return


def _globbed(url: str, line: int) -> Iterator[Fault]:
    """Curl reads braces and brackets in a URL as patterns (curl's manual, URL)."""
    for match in re.finditer(r"\[([^\]]*)\]?|\{\{|\{\}|\{([^{},]+)\}", url):
        text = match[0]
        if match[1] is not None:
            if re.fullmatch(
                r"\[(?:\d+-\d+(?::\d+)?|[a-z]-[a-z](?::\d+)?|[A-Z]-[A-Z]|[0-9a-f:.%]*:[0-9a-f:.%]*|)\]", text
            ):
                continue
            is_value = (
                re.match(r"[=&]", url[match.end() : match.end() + 1]) is not None
                or "=" in url[: match.start()]
            )
            if is_value:
                yield Fault(
                    "WP114",
                    f"curl reads {text} as a pattern and refuses the URL (curl: (3) bad range)",
                    line,
                    None,
                    "Add --globoff, or write %5B and %5D.",
                )
            else:
                yield Fault(
                    "WP212",
                    f"curl reads the placeholder {text} as a pattern and refuses the URL",
                    line,
                    None,
                    "Use a shell variable in double quotes.",
                    "warning",
                )
            return
        if match[2] is not None:
            yield Fault(
                "WP212",
                f"curl drops the braces of {text} and sends what is inside",
                line,
                None,
                "Use a shell variable in double quotes, or add --globoff.",
            )
        else:
            yield Fault(
                "WP212",
                "curl reads the braces as a pattern and refuses the URL",
                line,
                None,
                "Use a shell variable in double quotes, or add --globoff.",
                "warning",
            )
        return


def _is_placeholder(node: ast.Assign) -> bool:
    """``username = "{username}"``: what the reader puts in."""
    name = node.targets[0]
    value = node.value.value if isinstance(node.value, ast.Constant) else None
    return isinstance(name, ast.Name) and value == f"{{{name.id}}}"


def _python(text: str) -> Iterator[Fault]:
    from generator.auditing.rules.python.syntax import parsed

    if re.search(
        r"\.format\(|format_map|Template|\.replace\(|render|@app|@router|path\(|gql|cache_key", text
    ):
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
            is_route = node.value.startswith(
                "/"
            )  # a template that a framework fills, or a client, is no slip
            if match and match[1] in assigned and "\n" not in node.value and not is_keyword:
                yield Fault(
                    "WP115",
                    f"{match[0]} is never filled in: the string has no f before it",
                    node.lineno - 1,
                    node.col_offset,
                    "Write f before the quote.",
                    "warning" if is_route else None,
                )
                return


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """The pieces of an f-string; of a statement only the string that is its docstring."""
    return ast.walk(node) if isinstance(node, ast.JoinedStr) else ast.iter_child_nodes(node)


def _is_of_the_page(mark: str, page: Page) -> bool:
    """Whether ``${account.name}`` stands in other languages as well: what makes the page fills it in."""
    blocks = (block for block in page.blocks if known(block.hint) not in ("javascript", "typescript"))
    return "." in mark and any(mark in block.text for block in blocks)


def _javascript(text: str, page: Page) -> Iterator[Fault]:
    from generator.auditing.understanding.trees import line, parse

    tree = parse("javascript", text)
    declared = set(re.findall(r"\b(?:const|let|var)\s+(\w+)", text)) | set(
        re.findall(r"\b(\w+)\s*(?:=>|,\s*\w+\s*\)\s*=>)", text)
    )
    for node in tree.nodes:
        if node.type != "string":
            continue
        match = re.search(r"\$\{\s*(\w+)[^}]*\}", tree.source(node))
        if match and not _is_of_the_page(match[0], page):
            yield Fault(
                "WP115",
                f"{match[0]} is never filled in: only backticks make a template",
                line(node),
                node.start_point[1],
                "Use backticks in place of the quotes.",
                None if match[1] in declared else "warning",
            )
            return


def _csharp(text: str) -> Iterator[Fault]:
    from generator.auditing.understanding.trees import line, parse

    if re.search(r"[Ll]og(?:ger)?\b|\.Format\(|Map(?:Get|Post)|Route|Replace\(", text):
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
            yield Fault(
                "WP115",
                f"{match[0]} is never filled in: the string has no $ before it",
                line(node),
                node.start_point[1],
                "Write $ before the quote.",
            )
            return


_MEANT_IN_PHP = re.compile(r"(?:Bearer |Basic |Token |[\w}]:|/|[\w-]: )\$\w+")
_MEANT_IN_RUBY = re.compile(r"(?:Bearer |Basic |Token |[\w-]: |/)#\{")


def _single_quoted(sample: Sample) -> Iterator[Fault]:
    from generator.auditing.understanding.trees import Tree, line

    is_php = sample.language == "php"
    prefix = "<?php " if is_php and "<?" not in sample.text else ""
    tree = Tree(sample.language, prefix + sample.text)
    pattern = r"\{?\$(\w+)\}?" if is_php else r"#\{(\w+)[^}]*\}"
    assigned = set(
        re.findall(
            r"(?<![?&])\$(\w+)\s*=[^=>]" if is_php else r"^\s*(\w+)\s*=[^=]", sample.text, re.MULTILINE
        )
    )
    for node in tree.nodes:
        source = tree.source(node) if node.type == "string" else ""
        match = re.search(pattern, source) if source.startswith("'") else None
        # ``'?$filter=…'`` is OData's, ``'Bearer $token'`` nobody's, ``'$id is too small'`` may be meant.
        is_meant = (_MEANT_IN_PHP if is_php else _MEANT_IN_RUBY).search(source) is not None
        if match and (match[1] in assigned or is_meant):
            yield Fault(
                "WP115",
                f"{match[0]} stands in single quotes, where nothing is expanded",
                line(node),
                None,
                "Use double quotes.",
                None if match[1] in assigned and (is_meant or not is_php or " " not in source) else "warning",
            )
            return
