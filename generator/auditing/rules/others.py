"""PHP, Ruby and Java: does the sample parse?"""

import re
from collections.abc import Iterator

from generator.auditing.rules.programs.signatures import is_signature
from generator.auditing.rules.programs.syntax import (
    elided,
    grammar_faults,
    parsed_entities,
    prompted,
    readable,
)
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line, parse

_ELISIONS = (
    (re.compile(r"^([ \t]*)(?:\.{3,}|…)[ \t]*,?;?[ \t]*$", re.MULTILINE), r"\1"),
    (re.compile(r"^([ \t]*)(?:\.{2,3}|…)[ \t][^\n]*[^\n.…](?:\.{2,3}|…)[ \t]*$", re.MULTILINE), r"\1"),
    (re.compile(r"(?<=[(,])([ \t]*&)[ \t]+(?=\w)"), r"\1"),  # a block given on, which the grammar wants close
    (re.compile(r"([{(\[][ \t]*|,[ \t]*)(?:\.{2,3}|…)(?=[ \t]*[})\]])"), r"\1"),
    (re.compile(r"(?<=[(,])(\s*)readonly (?=[?\w\\|]+ \$)"), r"\1public readonly "),  # promoted, PHP 8.1
    (re.compile(r"(?<=\\\{)([^{}]*),(\s*\})"), r"\1\2"),  # ``use A\{B, C,}`` of PHP 7.2
    # The types of a signature, as reference pages write it: ``$a->run(?callable $done): mixed;``
    (re.compile(r"(?<=[(,])([ \t]*)(?!new )\??[A-Za-z_\\][\w\\|]*[ \t]+(?=&?(?:\.\.\.)?\$\w)"), r"\1"),
    (re.compile(r"(?<=\))[ \t]*:[ \t]*\??[A-Za-z_\\][\w\\|]*[ \t]*(?=;?[ \t]*$)", re.MULTILINE), ""),
)
_SESSIONS = {
    "php": re.compile(r"^php > ", re.MULTILINE),
    "ruby": re.compile(
        r"^(?:>> |irb(?:\([^)\n]*\))?:\d+(?::\d+)?[>*] |\[\d+\] pry\([^)\n]*\)> )", re.MULTILINE
    ),
}
# HTML, which PHP hands on as it is; and what print_r and var_dump print.
_NO_PHP = re.compile(
    r"\s*(?:<[a-zA-Z!]|(?:Array|\w+ Object)\s*\(\s*\[|(?:array|object)\([\w\\]+\)(?:#\d+ \(\d+\))? ?\{)"
)
_NAMES = ("identifier", "constant", "name")
_QUOTE = re.compile("[“”‘’„]")
_TITLES = {"php": "PHP", "ruby": "Ruby", "java": "Java"}


def other_faults(language: str, text: str, earlier: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """What keeps a PHP, Ruby or Java sample from running; `earlier` are names of the PHP or Ruby above it."""
    if language == "php" and "<?" not in text:
        if _NO_PHP.match(text):
            return
        text = f"<?php {text}"
    tree = parse(language, text)
    if not tree.has_error:
        yield from _forgiven(language, tree, earlier)
        return
    if language in _SESSIONS and (prompt := _SESSIONS[language].search(text)):
        yield prompted(text, prompt)
        return
    better, faults = readable(language, text, _ELISIONS)
    yield from faults
    if better is not None or (language == "java" and _parses_in_a_class(text)):
        return
    if (language == "php" and _parses_as_member(text)) or is_signature(language, text):
        return
    yield from grammar_faults(parse(language, elided(text, _ELISIONS)), _TITLES[language])


def _forgiven(language: str, tree: Tree, earlier: frozenset[str]) -> Iterator[Fault]:
    """What the grammar takes for correct, and the language does not."""
    quotes = [node for node in tree.nodes if node.type in _NAMES and _QUOTE.search(tree.source(node))]
    if quotes:  # a name, to the grammar and to the compiler, that nothing defines
        message = f"a typographic quote ({tree.source(quotes[0])[:1]!r}) is no code"
        yield Fault("WP107", message, line(quotes[0]), None, "Type the plain ASCII character.")
    elif language == "java":
        from generator.auditing.rules.java import java_faults

        yield from parsed_entities(tree.text) or java_faults(tree)
    elif language == "ruby":
        from generator.auditing.rules.ruby import ruby_faults

        yield from ruby_faults(tree, earlier)
    elif language == "php":
        from generator.auditing.rules.php import php_faults
        from generator.auditing.rules.php.calls import php_call_faults
        from generator.auditing.rules.php.clients import php_client_faults

        yield from php_faults(tree, earlier)
        yield from php_call_faults(tree)
        yield from php_client_faults(tree)


def _parses_in_a_class(text: str) -> bool:
    for pattern, replacement in _ELISIONS:
        text = pattern.sub(replacement, text)
    match = re.match(r"(?:\s*(?:(?:package|import)[^;\n]*;|//[^\n]*))*", text)
    start = match.end() if match else 0
    head, body = text[:start], text[start:]
    wrappings = (f"{head} class X {{ {body}\n}}", f"{head} class X {{ void x() {{ {body}\n}} }}")
    return any(not Tree("java", wrapped).has_error for wrapped in wrappings)


def _parses_as_member(text: str) -> bool:
    """A piece of an array or of a class."""
    inner = text.removeprefix("<?php ").strip()
    wrappings = (f"<?php class X {{ {inner}\n}}", f"<?php $x = [ {inner.rstrip(',;')} \n];")
    return any(not Tree("php", wrapped).has_error for wrapped in wrappings)
