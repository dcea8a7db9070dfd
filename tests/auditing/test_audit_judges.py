"""The tools that judge a sample's code: what they refuse, on which line, and what only the context would tell."""

import json

import pytest
from audited import block, findings
from click.testing import CliRunner

from generator import cache
from generator.auditing.judging import judge as judging
from generator.auditing.judging.tables import tables
from generator.cli import main
from generator.proving.toolchains import Missing

REFUSED = {
    "bash": ("for id in 1 2; do\n  curl -f https://api.acme.dev/$id\n", 3, "unexpected end of file"),
    "python": ("import requests\n\nif True\n    print(1)\n", 4, "expected ':'"),
    "ruby": ("puts 1\nputs [1, 2\nputs 3\n", 4, "syntax error"),
    "php": ("<?php\n$a = 1\n$b = 2;\n", 4, "unexpected variable"),
    "javascript": ("const a = 1;\nconst b = { c: 1 d: 2 };\n", 3, "Unexpected identifier 'd'"),
    "go": ('package main\n\nfunc main() {\n\tvar n int = "a"\n\t_ = n\n}\n', 5, "cannot use"),
    "csharp": ('var n = 1;\nstring text = n + 1;\nConsole.WriteLine("a");\n', 3, "CS0029"),
    "java": ('class A {\n  void run() {\n    int n = "a";\n  }\n}\n', 4, "incompatible types"),
}


def errors(language: str, code: str) -> list[tuple[int, str]]:
    return [(each.line, each.message) for each in findings(block(language, code)) if each.severity == "error"]


@pytest.mark.parametrize("language", REFUSED)
def test_what_the_tool_of_a_language_refuses_is_one_error_on_its_line(language):
    code, line, message = REFUSED[language]
    ((at, said),) = errors(language, code)
    assert at == line
    assert message in said


PIECES = {
    "bash": 'curl -f "https://api.acme.dev/items" \\\n  -H "Authorization: Bearer $TOKEN"\n...\n',
    "python": "client = acme.Client(token)\n...\nfor item in client.items():\n    return item\n",
    "ruby": "client = Acme::Client.new(\n  token: token,\n  ...\n)\n",
    "php": "$client = new Acme\\Client([\n    'token' => $token,\n    ...\n]);\n",
    "javascript": "const { data } = await client.items.list({ limit: 3, ... });\nreturn data;\n",
    "go": 'items, err := client.Items.List(ctx, <id>)\nif err != nil {\n\treturn nil, fmt.Errorf("no items: %w", err)\n}\n',
    "csharp": "using Acme;\n\nvar client = new AcmeClient(token);\nvar items = await client.ListAsync(<id>);\n",
    "java": "AcmeClient client = new AcmeClient(token);\nList<Item> items = client.items().list(...);\n",
}


@pytest.mark.parametrize("language", PIECES)
def test_a_piece_is_not_held_to_what_only_its_context_tells(language):
    assert errors(language, PIECES[language]) == []


def test_a_whole_program_is_held_to_all_of_its_names():
    piece = 'resp, err := http.Get("https://api.acme.dev/items")\nuse(resp, err)\n'
    assert errors("go", piece) == []
    whole = f'package main\n\nimport "net/http"\n\nfunc main() {{\n{piece}}}\n'
    ((line, message),) = errors("go", whole)
    assert (line, message) == (8, "Go refuses this: undefined: use")


def test_a_library_that_is_not_here_excuses_what_follows_from_it():
    program = "public class A {{\n  public static void main(String[] args) {{\n    {}\n  }}\n}}\n"
    assert errors("java", program.format("Item item = find();"))
    assert errors("java", "import com.acme.*;\n\n" + program.format("Item item = find();")) == []


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("php", "$a = [“b” => 1];"),
        ("ruby", "require “json”"),
        ("java", "String a = “b”;"),
        ("go", "a := “b”"),
    ],
)
def test_a_typographic_quote_is_what_is_told_of_a_sample_that_has_one(language, code):
    found = findings(block(language, code))
    assert [each.rule for each in found if each.severity == "error"] == ["WP107"]


def test_the_interpreter_of_python_may_be_too_old_for_a_sample():
    assert (
        errors(
            "python", "type Items = list[str]\n\n\ndef first[T](items: list[T]) -> T:\n    return items[0]\n"
        )
        == []
    )


def test_a_module_of_python_that_nothing_imports_is_told_in_a_sample_with_imports():
    assert errors("python", "import requests\n\nprint(json.dumps({}))\n")[0][0] == 4
    assert errors("python", "print(json.dumps({}))\n") == []


@pytest.fixture
def without_go(monkeypatch):
    find = judging.find
    missing = Missing("go", "Go", "wireproof languages --install go")
    monkeypatch.setattr(
        judging, "find", lambda language: missing if language.name == "go" else find(language)
    )


def test_without_its_toolchain_a_language_is_judged_by_its_grammar_and_in_part(without_go, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(block("go", "a := []int{1, 2") + block("go", 'var n int = "a"\n'))
    result = CliRunner().invoke(main, ["audit", str(page)])
    assert result.exit_code == 1
    assert "page.md:2: error WP101: Go does not parse" in result.output
    assert "0 samples judged, 2 in part" in result.output
    assert (
        "2 samples by syntax alone, for want of a toolchain; Go: wireproof languages --install go"
        in result.output
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("go,python", "--require: go needs Go: wireproof languages --install go"),
        ("pyton", "did you mean python?"),
    ],
)
def test_a_required_toolchain_that_is_missing_is_exit_2(without_go, tmp_path, words, message):
    page = tmp_path / "page.md"
    page.write_text("Nothing.\n")
    result = CliRunner().invoke(main, ["audit", str(page), "--require", words])
    assert result.exit_code == 2
    assert message in result.stderr
    assert CliRunner().invoke(main, ["audit", str(page), "--require", "ruby,bash"]).exit_code == 2
    assert CliRunner().invoke(main, ["audit", str(page), "--require", "ruby,python"]).exit_code == 0


def test_a_verdict_is_kept_and_asked_for_once(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = errors("ruby", "puts [1, 2\n")
    assert len(json.loads((cache.cache_folder("audit") / "ruby.json").read_text())) == 1
    monkeypatch.setattr(judging, "_ask", None)
    assert errors("ruby", "puts [1, 2\n") == first


def test_a_fault_of_the_text_is_told_once_by_whoever_says_it_best():
    ((_, message),) = errors("bash", 'curl -f "https://api.acme.dev/items\n')
    assert message == 'the quote " is never closed'
    assert [each.rule for each in findings(block("bash", "curl https://api.acme.dev/<id>\n"))] == ["WP114"]


def test_each_table_says_how_its_language_is_judged():
    assert sorted(tables()) == sorted(REFUSED)
    assert all("command" in each.data for each in tables().values() if each.name not in ("csharp", "python"))


@pytest.mark.parametrize(
    "code",
    [
        "api.get().then(data => /* use it */)",
        "api.get().then((data) =>\n  // use it\n)",
        "if (ok) { run(); }\nelse // give up",
        "  // it goes on\n  .then(…)\n  .catch(…)",
        "const client = create({\n  ...your settings here...\n})",
        '{\n  message: "done",\n  at: Wed Nov 19 2014\n}',
        "if (/* a condition */) {\n  run();\n}",
        "const first = 1;\n// or\nconst first = 2;",
    ],
)
def test_what_documentation_of_javascript_leaves_open_is_no_error(code):
    assert errors("js", code) == []


@pytest.mark.parametrize(
    "code", ["api.get();\n  .then(show)", "call({\n  a: 1\n  b: 2\n})", "run({ a: 1; b: 2 })"]
)
def test_slips_of_javascript_are_errors(code):
    assert len(errors("js", code)) == 1
