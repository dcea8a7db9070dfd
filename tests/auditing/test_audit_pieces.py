"""Pieces that pages show on purpose (elisions, signatures, members) are no errors; slips beside them are."""

import pytest

from generator.auditing.auditor import audit_sources


def found(language: str, text: str) -> list[tuple[str, str, int]]:
    """Rule, severity and line (of the sample) of what is told of a sample."""
    findings = audit_sources([("page.md", f"```{language}\n{text}\n```\n".encode())]).findings
    return [(each.rule, each.severity, each.line - 1) for each in findings]


def errors(language: str, text: str) -> list[tuple[str, int]]:
    return [(rule, line) for rule, severity, line in found(language, text) if severity == "error"]


@pytest.mark.parametrize(
    "text",
    [
        "get_view(view_id: str) -> View",
        "get_view(view_id: str) → View",
        "evaluate(\n    path: str,\n    limit: dict | None = None,\n) -> dict",
        "@classmethod\ndef from_v2(cls, data: dict[str, Any]) -> Self",
        ".items(id: str) -> Item",
        "class Code:\n    crc: str\n\n    def parse(content: str) -> None\n    def build() -> str",
        "import acme\ntry:\n    # call it\nexcept acme.Error as error:\n    # handle it\nfinally:\n    acme.close()",
        "import acme\ntry:\n...\nexcept acme.Error:\n...",
        "import acme\nclass Users(acme.Resource):\n...\n\nclass Items(acme.Resource):\n...",
        "import acme\nacme.run(a=1, [...], b=2)",
        "import acme\nacme.run(a=1, ..., b=2)",
        '... "item_price": item.price ...',
        "def one():\n    ....\n\ndef two():\n    ....",
        "[\n  {\n    'a': 1,\n  },\n  ...\n]",
        "import acme\nfor item in acme:\n    ...some processing...",
        "APPS = [\n    ..\n    'acme',\n]",
        "# then\nexcept Error as error:\n    print(error)",
        "elif kind == 1:\n    print(kind)",
        "@acme.listener(once=False)",
        "except Error as error:\n    # error.code == 1",
        "# how to send\n'send_async': True,\n'module': 'acme.tasks'",
        "key='a',\n    timeout=9,",
        'import acme\nusername = "{username}"\nacme.login(username)',
    ],
)
def test_a_piece_of_python_is_no_error(text):
    assert errors("python", text) == []


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("import acme\nacme.run(name: 'b')", ("WP101", 2)),
        ("acme.run(name: 'b')", ("WP101", 1)),
        ("import acme\nacme.run(name: str)", ("WP101", 2)),
        ('import acme\nacme.run({"a": 1, ...}, b=2, c=3 d=4)', ("WP101", 2)),
        ("import acme\nelse:\n    print(acme)", ("WP101", 2)),
        ("@acme.listener(once=False", ("WP101", 1)),
        ("'a': 1\n'b': 2", ("WP101", 1)),
        ("import acme\nbody = '{\n  \"a\": 1\n}'\nacme.run(body)", ("WP101", 2)),
        ("except Error as error\n    print(error)", ("WP101", 1)),
    ],
)
def test_a_slip_in_python_is_told_at_its_line(text, error):
    rule, line = error
    told = errors("python", text)
    assert told
    assert told[0][0] == rule
    assert abs(told[0][1] - line) <= 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("js", "class Item {...}\nfunction show() {...}"),
        ("js", "const acme = new Acme({..});\nacme.run();"),
        ("js", "   ...     ...   ...\nrun()"),
        ("php", "public function get(string $path): string"),
        ("js", "a = b = c + (d = e) ? 1 : f = 2; g ??= h => i = j; for (k of l) m += n"),
        ("js", "async items (context, next) {\n  const data = await context.items()\n}"),
        ("js", "constructor(items = []) {\n  this.items = items;\n}"),
        ("js", "proxy: {\n  '/api': { target: url },\n},"),
        ("js", "afterUpdate: function (item, next) {\n  return next(null)\n},"),
        ("js", "import data from './data.json' assert { type: 'json' };"),
        ("ts", "items(request: Request): Array<string> {\n  return []\n}"),
        ("ts", "'acme': {\n  enabled: true,\n},"),
        ("ts", "id: string\nscore?: {\n  text?: string\n  ...\n}"),
        ("ts", "async items(options?: { all?: boolean; }): Promise<Item[]>"),
        ("js", "const url = '{% url 'acme:login' %}';\nlogin(url);"),
    ],
)
def test_a_piece_of_javascript_is_no_error(language, text):
    assert errors(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "line"),
    [
        ("js", "const { run } = require('acme');\nasync main() {\n  await run()\n}", 2),
        ("js", "class Item {...}\nacme.ru n(\n  1\n)", 2),
        ("js", "acme.get('token)", 1),
        ("js", "const a = 'b' +\nacme.path = 'c';", 2),
        ("csharp", "public static string Get(string path, int)", 1),
        ("js", "Example:\n  let token;\n  acme.login()", 1),
        ("ts", "import { acme } from 'acme'\nconst a = {\n  b: acme;\n  c: acme;\n}", 3),
    ],
)
def test_a_slip_in_javascript_is_told_at_its_line(language, text, line):
    assert [abs(at - line) <= 1 for rule, at in errors(language, text) if rule == "WP101"] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "function run(acme) {\n  return acme;\n}\nimport acme from 'acme'",
        "import acme from 'acme'\nacme.on('item', () => {\n  return;\n})",
        "if (!acme) {\n  return;\n}",  # of a function, or of a file of CommonJS
    ],
)
def test_a_return_that_stands_right_is_no_error(text):
    assert "WP101" not in [rule for rule, _ in errors("js", text)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ruby", "get '/' do\n  .. show something ..\nend"),
        ("ruby", "get('/') { ... }"),
        ("ruby", "run(:a => 1,\n    :b => 2)\n\n__END__\n@@ index\nhtml"),
        ("php", "$deferred->resolve(mixed $value);\n$deferred->reject(\\Throwable $reason);"),
        ("php", "Acme\\run(?callable $done): ?callable;"),
        ("ruby", "name =~ /abc/imx && path =~ %r{a/b}"),
        (
            "ruby",
            "puts({key: 1})\nfind [1], {key: 1}\nfind { key }\nfind {'key' => 1}\nfind keys, {}\nkeys = {key: 1}",
        ),
        ("php", "<?php\nuse Acme\\{\n    Client,\n    Item,\n};"),
        ("php", "<?php\n$a = array(&$b);\n$c = [&$b];\nforeach ($a as &$d) {}\nfunction run(&$x) {}"),
        ("php", "<?php\n$b = $a ?: $c ?: $d;\n$e = ($a ? 2 : 3) ? 4 : 5;\n$f = $a ? 1 : ($b ? 2 : 3);"),
        ("php", "<?php\n$limit = 3;\necho '$limit is not a number';"),
        ("php", '<form method="post" action="/items">'),
        ("php", "Array\n(\n    [id] => 7\n)"),
        ("php", "array(1) {\n  [0]=>\n  int(7)\n}"),
    ],
)
def test_what_ruby_and_php_read_is_no_error(language, text):
    assert errors(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "line"),
    [
        ("ruby", "provider :acme, ENV['KEY']\nPOST /auth/twitter", 2),
        ("ruby", "name =~ /abc/q", 1),
        ("ruby", "found = boats.find {key: 1}", 1),
        ("php", "<?php\nrun(new $name, 1 2);", 2),
        ("php", "<?php\nrun($x, &$y);", 2),
        ("php", "<?php\n$acme->run(&$y);", 2),
    ],
)
def test_what_ruby_and_php_refuse_is_told(language, text, line):
    assert ("WP101", line) in errors(language, text)


@pytest.mark.parametrize("command", ["$ pip install acme", "pip install acme"])
def test_a_command_above_a_program_is_told(command):
    assert errors("python", f"{command}\n\nimport acme\nacme.run()")[0] == ("WP101", 1)


@pytest.mark.parametrize(
    "text",
    [
        "Before we create a change, let me quickly show you how it goes.",
        "enum_func_status connect(\n  MYSQLND *conn, const char *host\n);",
        "$ let sum = \\foo, bar. foo - bar\n$ sum(foo: 5, bar: 3)",
        # TypeScript: no block says what it is
    ],
)
def test_what_is_no_javascript_is_not_taken_for_it(text):
    assert errors("", text) == []


def test_the_counts_of_a_coverage_report_are_no_code():
    page = (
        '<html><body><pre><table class="coverage"><tr><td class="line-count quiet">1\n2</td>'
        '<td class="line-coverage quiet"><span class="cline-any">5x</span>\n<span>&nbsp;</span></td>'
        '<td class="text"><pre class="prettyprint lang-js">const a = require(\'acme\');\na.run();</pre></td>'
        "</tr></table></pre></body></html>"
    )
    assert [str(each) for each in audit_sources([("page.html", page.encode())]).findings] == []


def test_the_key_of_an_index_is_a_name():
    text = "import acme from 'acme'\nconst items: { [key: string]: number } = {}\nacme(items)"
    assert found("ts", text) == []


def test_a_curl_of_a_notebook_goes_on_behind_a_backslash():
    rows = ["!curl --fail -m 9 \\\\\\n", "  -H 'x-a: 1 \\\\\\n", "  https://api.acme.dev/items"]
    cell = f'{{"cell_type": "code", "source": [{", ".join(f"{chr(34)}{row}{chr(34)}" for row in rows)}]}}'
    page = f'{{"cells": [{cell}], "metadata": {{}}, "nbformat": 4}}'
    told = [each.rule for each in audit_sources([("page.ipynb", page.encode())]).findings]
    assert "WP101" in told  # the quote that is never closed
    closed = audit_sources([("page.ipynb", page.replace("x-a: 1", "x-a: 1'").encode())]).findings
    assert {"WP101", "WP109"}.isdisjoint(each.rule for each in closed)


SPHINX = (
    '<html><body><dl class="py method"><dd><p>Saying <code class="docutils literal notranslate">'
    '<span class="pre">model</span>\n<span class="pre">=</span> <span class="pre">Foo</span></code> is enough.</p>'
    '<div class="highlight-{lexer} notranslate"><div class="highlight"><pre>{code}</pre></div></div>'
    "</dd></dl></body></html>"
)


@pytest.mark.parametrize(
    ("lexer", "code", "is_told"),
    [
        ("html+django", "&lt;ul&gt;\n    {% for item in items %}\n", False),
        ("python", "import acme\nacme.run(", True),
        ("default", "import acme\nacme.run(", False),  # a guess is no ground to refuse
        ("acme", "$this->load->library('a');\n$this->run(", False),
    ],
)
def test_what_sphinx_describes_is_not_the_language_of_its_code(lexer, code, is_told):
    page = SPHINX.replace("{lexer}", lexer).replace("{code}", code)
    findings = audit_sources([("page.html", page.encode())]).findings
    assert [each.rule for each in findings if each.severity == "error"] == ["WP101"] * is_told


def test_a_language_that_nothing_names_is_judged_where_the_sample_sends_a_request():
    program = "const items = await fetch('https://api.acme.dev/items', { method: 'PUT' body: '1' });"
    for text, is_told in (
        (program, True),
        (program.replace("https://api.acme.dev/", ""), True),
        ("const a = b c;", False),
    ):
        findings = audit_sources([("page.md", f"```\n{text}\n```\n".encode())]).findings
        assert ("WP101" in {each.rule for each in findings}) is is_told


def test_a_shell_without_a_request_is_no_sample():
    for text, rules in (
        ("npx acme open <trace.zip>", set()),
        ("acme run\n- first\n- second", set()),
        ("curl -f https://api.acme.dev/items\n-H 'A: b'", {"WP109"}),
        ("if acme; then", set()),
        ("if acme; then curl https://api.acme.dev", {"WP101"}),
    ):
        findings = audit_sources([("page.md", f"```bash\n{text}\n```\n".encode())]).findings
        assert {each.rule for each in findings} == rules
