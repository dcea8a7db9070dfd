"""The law of literals: rendered in a language and run there, a text or a JSON value comes out as it was."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from generator.errors import GeneratorError
from generator.model import Json, Number
from generator.proving.toolchains import Missing, build, find
from generator.rendering import load_languages
from generator.rendering.languages.language import Language
from generator.rendering.languages.string_syntax import StringForm
from generator.rendering.text.json_documents import (
    fits,
    has_number,
    indented_json,
    native_literal,
    text_literal,
)
from generator.rendering.text.line_wrapping import folded_text
from generator.rendering.text.literals import Code, string_literal

LANGUAGES = load_languages()
LONGEST_IN_R = 10_000  # of characters, where one is not ASCII
LONGEST_IN_JAVA = 65535  # JVMS §4.4.7
BETWEEN = "\n<{}>\n"

NASTY = [
    "", " ", "'", '"', "\\", "`", "''", '""', '"""', "'''", "\\\\", "\\'", '\\"', "a'b\"c`d\\e", "$(id)", "`id`",
    "${HOME}", "$HOME", "$$", "#{x}", "{{x}}", "{x}", "{", "}}", "%", "%s%d%n", "%25", "!history", "!!", "!$", "a!b'c",
    "*/", "/*", "// ?>", "<?php", "??/", "??=", "-n", "-e x", "@file", "=x", "~", "*", "[a]", "&&", "||", ";", "|", ">",
    "\n", "\r", "\r\n", "\t", "a\n", "\na", "\n\n", " a ", "a\nb\n", "\x0b\x0c", "\x1b[31m", "\x7f", "\x85", "\xa0",
    "\u2028", "\u2029", "\ufeff", "\u200b", "\u202e", "\u0301", "é", "日本語", "😀", "\U0010ffff", "\U000e0001", "\ud7ff\ue000",
    "\\n", "\\x41", "\\u0041", "\\0", "a\x01b1", "\x1b1", "\x001", "\x00a", "\u20281", "😀a", "0x" + "é" + "f",
    *[chr(number) for number in range(32)], *[f"{chr(number)}9" for number in range(32)],
    "x" * 65536, "'\"\\$`!\n" * 9000,
]  # fmt: skip

ALPHABET = st.characters(codec="utf-8") | st.sampled_from(
    "'\"\\`$!{}%\n\r\t@#&*/?<>()[];=~-^| \x00\x7f\u2028\ufeff😀"
)
TEXTS = st.lists(st.text(ALPHABET, max_size=40), min_size=300, max_size=300)


def is_native(document: Json, language: Language) -> bool:
    """Whether a sample without Inputs writes the document in values of the language."""
    is_usual = language.json is not None and not language.json.inputs
    is_container = isinstance(document, dict | list) and not has_number(document)
    return is_usual and is_container and fits(document, language.json)


def json_literal(document: Json, language: Language) -> Code:
    made = native_literal if is_native(document, language) else text_literal
    return made(document, language)


def in_python(literals: Sequence[str]) -> str:
    prints = "".join(
        f"out({literal}.encode())\nout(b{BETWEEN.format(n)!r})\n" for n, literal in enumerate(literals)
    )
    return f"import sys\nout = sys.stdout.buffer.write\n{prints}"


def in_go(literals: Sequence[str]) -> str:
    prints = "".join(
        f"\tout({literal})\n\tout({json.dumps(BETWEEN.format(n))})\n" for n, literal in enumerate(literals)
    )
    return (
        'package main\n\nimport (\n\t"bufio"\n\t"os"\n)\n\nvar writer = bufio.NewWriter(os.Stdout)\n\n'
        f"func out(text string) {{ writer.WriteString(text) }}\n\nfunc main() {{\n{prints}\twriter.Flush()\n}}\n"
    )


def in_csharp(literals: Sequence[str]) -> str:
    prints = "".join(
        f"Out(\n    {literal}\n);\nOut({json.dumps(BETWEEN.format(n))});\n"
        for n, literal in enumerate(literals)
    )
    return (
        "var stdout = new BufferedStream(Console.OpenStandardOutput());\n"
        f"{prints}stdout.Flush();\nvoid Out(string text) => stdout.Write(System.Text.Encoding.UTF8.GetBytes(text));\n"
    )


def in_javascript(literals: Sequence[str]) -> str:
    prints = "".join(
        f"out.push(\n{literal}\n, {json.dumps(BETWEEN.format(n))});\n" for n, literal in enumerate(literals)
    )
    return f'const out = [];\n{prints}process.stdout.write(out.join(""));\n'


def in_java(literals: Sequence[str]) -> str:
    prints = "".join(
        f"out(\n{literal}\n);\nout({json.dumps(BETWEEN.format(n))});\n" for n, literal in enumerate(literals)
    )
    return (
        f"class Sample {{\npublic static void main(String[] args) {{\n{prints}System.out.flush();\n}}\n"
        "static void out(String text) {\n"
        "System.out.writeBytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));\n}\n}\n"
    )


def in_rust(literals: Sequence[str]) -> str:
    texts = "".join(f"{literal},\n{json.dumps(BETWEEN.format(n))},\n" for n, literal in enumerate(literals))
    return f'fn main() {{\nfor text in [\n{texts}] {{\nprint!("{{text}}");\n}}\n}}\n'


def in_shell(literals: Sequence[str]) -> str:
    return "".join(f"printf %s {literal}\nprintf '\\n<{n}>\\n'\n" for n, literal in enumerate(literals))


def in_php(literals: Sequence[str]) -> str:
    return "<?php\n" + "".join(
        f'echo {literal};\necho "\\n<{n}>\\n";\n' for n, literal in enumerate(literals)
    )


def in_ruby(literals: Sequence[str]) -> str:
    prints = "".join(
        f"$stdout.write(\n{literal}\n)\n$stdout.write({json.dumps(BETWEEN.format(n))})\n"
        for n, literal in enumerate(literals)
    )
    return f"require 'json'\n{prints}"


def in_r(literals: Sequence[str]) -> str:
    prints = "".join(
        f"out({literal})\nout({json.dumps(BETWEEN.format(n))})\n" for n, literal in enumerate(literals)
    )
    return f'pipe <- pipe("cat", "wb")\nout <- function(text) invisible(writeBin(charToRaw(text), pipe))\n{prints}close(pipe)\n'


def by_command(*command: str, locale: str = "C") -> Callable[[str, Path], bytes]:
    def run(program: str, folder: Path) -> bytes:
        path = folder / "program"
        path.write_text(program, "utf-8", newline="")
        done = subprocess.run(
            [*command, path], capture_output=True, check=False, env={**os.environ, "LC_ALL": locale}
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")[:2000]
        return done.stdout

    return run


def by_compiler(name: str) -> Callable[[str, Path], bytes]:
    def run(program: str, folder: Path) -> bytes:
        toolchain = find(LANGUAGES[name])
        assert not isinstance(toolchain, Missing), toolchain
        built = build(toolchain, {"literals": program.encode()})["literals"]
        assert built.program is not None, built.diagnostics
        made = built.program.located()
        for file, content in made.files:
            (folder / file).write_bytes(content if isinstance(content, bytes) else content.read_bytes())
            (folder / file).chmod(0o755)
        inside = {f"{inside}/": f"{outside}/" for outside, inside in built.program.mounts} | {
            f"{made.folder}/": f"{folder}/"
        }
        argv = list(made.argv)
        for place, real in inside.items():
            argv = [real + word.removeprefix(place) if word.startswith(place) else word for word in argv]
        done = subprocess.run(argv, capture_output=True, check=False, env=dict(built.program.environment))
        assert done.returncode == 0, done.stderr.decode(errors="replace")[:2000]
        return done.stdout

    return run


RUNS: dict[str, tuple[str, Callable[[Sequence[str]], str], Callable[[str, Path], bytes]]] = {
    "python": ("python", in_python, by_command(sys.executable)),
    "python-requests": ("python-requests", in_python, by_command(sys.executable)),
    "python-httpx": ("python-httpx", in_python, by_command(sys.executable)),
    "go": ("go", in_go, by_compiler("go")),
    "csharp": ("csharp", in_csharp, by_compiler("csharp")),
    "javascript": ("javascript", in_javascript, by_command("node")),
    "java": ("java", in_java, by_compiler("java")),
    "php": ("php", in_php, by_command("php")),
    "ruby": ("ruby", in_ruby, by_command("ruby")),
    "rust": ("rust", in_rust, by_compiler("rust")),
    "r": ("r", in_r, by_command("Rscript", "--vanilla", locale="C.UTF-8")),
    "bash": ("curl", in_shell, by_command("bash")),
    "zsh": ("curl", in_shell, by_command("zsh")),
    "wget": ("wget", in_shell, by_command("bash")),
    "httpie": ("httpie", in_shell, by_command("zsh")),
}


def outputs(shell: str, literals: Sequence[str], folder: Path) -> list[str]:
    """What the program of these literals printed, one text for each."""
    _, program, run = RUNS[shell]
    left, texts = run(program(literals), folder).decode(), []
    for number in range(len(literals)):
        text, found, left = left.partition(BETWEEN.format(number))
        assert found, f"literal {number} ({literals[number][:80]}) swallowed what followed it"
        texts.append(text)
    assert left == ""
    return texts


def holds(language: str, text: str) -> bool:
    if language == "java" and len(text.encode()) > LONGEST_IN_JAVA:
        return False
    if language == "r" and len(text) >= LONGEST_IN_R and not text.isascii():
        return False
    return not (LANGUAGES[language].fence in ("bash", "r") and "\x00" in text)


@pytest.mark.parametrize("shell", RUNS)
def test_every_nasty_text_comes_out_as_it_was(shell: str, tmp_path: Path) -> None:
    name = RUNS[shell][0]
    texts = [text for text in NASTY if holds(name, text)]
    literals = [string_literal(text, LANGUAGES[name].strings) for text in texts]
    assert outputs(shell, literals, tmp_path) == texts


@pytest.mark.parametrize("shell", RUNS)
@given(texts=TEXTS)
@seed(1)
@settings(max_examples=2, phases=[Phase.generate], database=None)
def test_any_text_comes_out_as_it_was(shell: str, texts: list[str], tmp_path_factory: Any) -> None:
    name = RUNS[shell][0]
    texts = [text for text in texts if holds(name, text)]
    literals = [string_literal(text, LANGUAGES[name].strings) for text in texts]
    assert outputs(shell, literals, tmp_path_factory.mktemp("literals")) == texts


@pytest.mark.parametrize("name", LANGUAGES)
@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\udc00\ud800"])
def test_a_lone_surrogate_is_refused_with_its_code_point(name: str, text: str) -> None:
    with pytest.raises(GeneratorError, match=r"U\+D[8-F][0-9A-F]{2}, half of a surrogate pair"):
        string_literal(text, LANGUAGES[name].strings)


def test_a_shell_literal_with_nul_is_refused() -> None:
    with pytest.raises(GeneratorError, match="has no string literal"):
        string_literal("a\x00b", LANGUAGES["curl"].strings)


def test_a_java_literal_that_no_class_file_can_hold_is_refused() -> None:
    for text in ("x" * 65536, "é" * 10922, "😀" * 10922):
        with pytest.raises(GeneratorError, match="has no string literal"):
            string_literal(text, LANGUAGES["java"].strings)


def test_a_text_without_control_characters_needs_no_bash_quoting() -> None:
    for text in NASTY:
        if text.isprintable():
            done = subprocess.run(
                ["dash", "-c", f"printf %s {string_literal(text, LANGUAGES['curl'].strings)}"],
                capture_output=True, check=True,
            )  # fmt: skip
            assert done.stdout.decode() == text


KEYS = st.text(ALPHABET.filter(lambda character: character != "\x00"), max_size=12)
NUMBERS = (
    st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0, -0.0, 1e22, 1e-7, 5e-324, 2**53 + 1, 10**19])
)
EXACT = st.sampled_from(
    [
        Number("1e400"),
        Number("-1E-400"),
        Number("0.1000000000000000055511151231257827"),
        Number("12345678901234567890.5"),
    ]
)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | NUMBERS | EXACT | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
HARD_DOCUMENTS: list[Json] = [
    None, True, False, 0, -0.0, 10**20, 1.5, Number("1e400"), "", "text", "\u2028 \x00 \x7f 😀 ' \" \\ ` $(id) !", [], {}, [[]],
    [{}], {"": ""}, {"a": [], "b": {}}, {"'": '"', '"""': "'''", "`": "``", "$x": "!y", "{{": "}}"}, {"a": {"b": {"c": [1, [2]]}}},
    {"null": None, "true": True, "n": Number("123456789012345678901234567890.10")}, {"class": 1, "é": 2, "\n": 3}, "'", '"', '"""',
]  # fmt: skip


def exact(text: str) -> object:
    """A JSON text as values that compare by every digit; -0.0 is not 0.0."""

    def number(digits: str) -> tuple[str, Decimal, bool]:
        return ("number", Decimal(digits), digits.startswith("-"))

    return json.loads(
        text, parse_float=number, parse_int=number, object_pairs_hook=lambda pairs: ("object", pairs)
    )


# How a language makes JSON of its own values, where it is not as in Python.
ENCODERS = {
    "javascript": "JSON.stringify({})",
    "php": "json_encode({})",
    "r": 'jsonlite::toJSON({}, auto_unbox = TRUE, digits = 22, null = "null")',
    "ruby": "JSON.generate(\n{}\n)",
}


def printed(shell: str, documents: Sequence[Json], folder: Path) -> list[object]:
    """What each document's literal is, back as JSON; a native value goes through the language's own encoder."""
    language = LANGUAGES[RUNS[shell][0]]
    literals = [str(json_literal(document, language)) for document in documents]
    if language.layout is not None and language.json is not None:
        literals = [folded_text(literal, language.layout) for literal in literals]
    if language.json is not None:
        encoder = ENCODERS.get(language.name, "__import__('json').dumps({})")
        literals = [
            encoder.format(literal) if is_native(document, language) else literal
            for document, literal in zip(documents, literals, strict=True)
        ]
    return [exact(text) for text in outputs(shell, literals, folder)]


@pytest.mark.parametrize("shell", RUNS)
def test_every_hard_json_value_keeps_each_digit_and_character(shell: str, tmp_path: Path) -> None:
    assert printed(shell, HARD_DOCUMENTS, tmp_path) == [
        exact(indented_json(document)) for document in HARD_DOCUMENTS
    ]


@pytest.mark.parametrize("shell", RUNS)
@given(documents=st.lists(DOCUMENTS, min_size=60, max_size=60))
@seed(1)
@settings(max_examples=2, phases=[Phase.generate], database=None)
def test_any_json_value_keeps_each_digit_and_character(
    shell: str, documents: list[Json], tmp_path_factory: Any
) -> None:
    expected = [exact(indented_json(document)) for document in documents]
    assert printed(shell, documents, tmp_path_factory.mktemp("documents")) == expected


@given(document=DOCUMENTS)
def test_json_text_is_what_the_standard_library_reads_as_the_same_value(document: Json) -> None:
    def plain(value: Json) -> object:
        if isinstance(value, Number):
            return float(value)
        if isinstance(value, list):
            return [plain(item) for item in value]
        return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value

    assert json.loads(indented_json(document)) == plain(document)


def test_what_holds_only_scalars_stands_on_one_line_and_the_rest_is_indented() -> None:
    document: Json = {"name": "Ann", "pets": [{"a": 1, "b": 2}, {"a": 3, "b": 4}], "tags": ["a"], "none": {}}
    shown = {name: json_literal(document, LANGUAGES[name]) for name in ("python", "curl", "csharp")}
    shown["python"] = folded_text(shown["python"], LANGUAGES["python"].layout)
    assert shown["python"] == (
        '{\n    "name": "Ann",\n    "pets": [\n        {"a": 1, "b": 2},\n        {"a": 3, "b": 4},\n    ],\n'
        '    "tags": ["a"],\n    "none": {},\n}'
    )
    lines = (
        '{\n  "name": "Ann",\n  "pets": [\n    {"a": 1, "b": 2},\n    {"a": 3, "b": 4}\n  ],\n'
        '  "tags": ["a"],\n  "none": {}\n}'
    )
    assert indented_json(document) == lines
    assert shown["curl"] == f"'{lines}'"
    assert shown["csharp"] == f'"""\n{lines}\n"""'
    assert indented_json({"text": "x" * 60}) == '{\n  "text": "' + "x" * 60 + '"\n}'


def test_a_text_that_is_certainly_printable_is_written_as_the_long_list_says() -> None:
    form = StringForm(open='"', close='"', escape={'"': '\\"'}, code=((0x10FFFF, r"\u{{{:x}}}"),))
    foreign = map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x110000)))
    plain = [char for char in foreign if form.special(char) is form.special("a")]
    assert len(plain) > 100_000
    assert not form.special("\x85").search("".join(plain))
