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
        "client = Client(options: Options)",
        "# then\nexcept Error as error:\n    print(error)",
        "elif kind == 1:\n    print(kind)",
        "@acme.listener(once=False)",
        "except Error as error:\n    # error.code == 1",
        "class Client(shard: str = '', is_safe: bool = True)",
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
        ("def run(a: int) -> str\n    return 1", ("WP101", 1)),
        ("import acme\nfor item in acme:\n# show it\nprint(item)\nprint(item", ("WP101", 3)),
        ("import acme\nfor item in acme:\nprint(item)", ("WP101", 3)),
        ("[\n  {\n    'a': 1\n    'b': 2,\n  },\n  ...\n]", ("WP101", 3)),
        ('import acme\nacme.run({"a": 1, ...}, b=2, c=3 d=4)', ("WP101", 2)),
        ("import acme\nacme.run(\n  '<KEY>',\n  <secret>)", ("WP105", 4)),
        ("import acme\nelse:\n    print(acme)", ("WP101", 2)),
        ("@acme.listener(once=False", ("WP101", 1)),
        ("Event()\n    .of('a')\n    .send()", ("WP101", 2)),
        ("event = Event()\n    .of('a')", ("WP101", 2)),
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


def test_a_session_of_ipython_has_its_prompts_told():
    assert found("python", "In [1]: import acme\n\nIn [2]: acme.run()") == [("WP106", "warning", 1)]


def test_what_is_the_readers_own_is_not_sure():
    text = "from acme import Client\n\nclient = Client(store={}())\nclient.run()"
    assert errors("python", text.format("YourStore")) == []
    assert errors("python", text.format("MyStore")) == []
    assert errors("python", text.format("FileStore")) == [("WP102", 3)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("js", "class Item {...}\nfunction show() {...}"),
        ("js", "acme.items().then(items => ...)"),
        ("js", "const acme = new Acme({..});\nacme.run();"),
        ("js", "switch (kind) {\n  case FIRST: ...\n  case null: ...\n}"),
        ("js", "import { Acme, Item ... } from 'acme'"),
        ("js", "   ...     ...   ...\nrun()"),
        ("js", "acme.add(item[, options])"),
        ("csharp", "public static async Task<string> Get(string path, int page = 1)"),
        ("java", "public static String get(String path) throws IOException"),
        ("php", "public function get(string $path): string"),
        ("js", "a = b = c + (d = e) ? 1 : f = 2; g ??= h => i = j; for (k of l) m += n"),
        ("js", "acme.on('item', callback?, options?)"),
        ("js", "async items (context, next) {\n  const data = await context.items()\n}"),
        ("js", "constructor(items = []) {\n  this.items = items;\n}"),
        ("js", "@service acme;\n\n@action\nasync run() {\n  this.acme.run();\n}"),
        ("js", "proxy: {\n  '/api': { target: url },\n},"),
        ("js", "afterUpdate: function (item, next) {\n  return next(null)\n},"),
        ("js", "{\n  attribute: 'title',\n  order: 1\n},"),
        ("js", "Account {\n  items: [\n    Item { id: 1, name: 'a' }\n  ]\n}"),
        ("js", "import data from './data.json' assert { type: 'json' };"),
        ("tsx", "import { Area } from 'acme'\n\n<Area className='wide'>Long ...</Area>"),
        ("tsx", "---\nimport { Area } from 'acme'\n---\n<html></html>"),
        ("ts", "new TokenError(expires: Date, message?: string)"),
        ("ts", "items(request: Request): Array<string> {\n  return []\n}"),
        ("ts", "'acme': {\n  enabled: true,\n},"),
        ("ts", "{\n  onEvent?: (line: string) => void;\n  getToken(): string | null;\n}"),
        ("ts", "id: string\nscore?: {\n  text?: string\n  ...\n}"),
        ("ts", "async items(options?: { all?: boolean; }): Promise<Item[]>"),
        ("ts", "const options = {\n  ..., // as before\n  a: 1,\n};"),
        ("tsx", "// light\n<Area kind='a' />\n\n// dark\n<Area kind='b' />"),
        ("jsx", "import 'acme/style.css'\n\n<Area kind='a' />"),
        ("js", "const server = new Server({model: ...});"),
        ("js", "const url = '{% url 'acme:login' %}';\nlogin(url);"),
        ("js", "{ subject: 'a',\n  raw: <Buffer 30 82 ... > }"),
    ],
)
def test_a_piece_of_javascript_is_no_error(language, text):
    assert errors(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "line"),
    [
        ("js", "import { acme } from 'acme'\nif (!acme) {\n  return;\n}\nacme()", 3),
        ("jsx", "const App = () => (\n  <Area>\n    <Item /> <!-- one -->\n  </Area>\n)", 3),
        ("js", "const { run } = require('acme');\nasync main() {\n  await run()\n}", 2),
        ("js", "class Item {...}\nacme.ru n(\n  1\n)", 2),
        ("js", "acme.run({\n  name: 'a',\n  ...\n  path: 'b'\n  size: 'c'\n})", 5),
        ("js", "acme.get('token)", 1),
        ("js", "const a = 'b' +\nacme.path = 'c';", 2),
        ("ts", "if (a && b = c) run();", 1),
        ("java", 'String body = "a=b" +\nrequest.method = "GET";', 2),
        ("csharp", "public static string Get(string path, int)", 1),
        ("csharp", 'string body = "a=b" +\nrequest.Method = "GET";', 2),
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
        ("js", "which('node').catch(error => { ... not found ... })"),
        ("js", "new Packr({ structures: [... those of before ...] })"),
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
        ("ruby", "bind(a, :key\n=> 'b').run", 1),
        ("ruby", "get('/') { 1 }\n\n __END__\n@@ index\nhtml", 3),
        ("php", "<?php\nrun(new $name, 1 2);", 2),
        ("php", "<?php\nrun($x, &$y);", 2),
        ("php", "<?php\n$acme->run(&$y);", 2),
        ("php", "<?php\n$a = true ? 0 : true ? 1 : 2;", 2),
        ("php", "<?php\n$g = $a ?: $b ? 1 : 2;", 2),
        ("php", "<?php\n$x = (unset) $y;", 2),
        ("php", "<?php\nfunction __autoload($name) {}", 2),
    ],
)
def test_what_ruby_and_php_refuse_is_told(language, text, line):
    assert ("WP101", line) in errors(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ruby", "$ restclient private_site"),
        ("ruby", "$ restclient\n>> RestClient.get 'http://acme.dev'"),
        ("python", "conda activate acme\npython acme/run.py # to try it"),
        ("python", "python manage.py migrate"),
    ],
)
def test_commands_alone_are_no_program(language, text):
    findings = audit_sources([("page.md", f"```{language}\n{text}\n```\n".encode())]).findings
    assert [(each.severity, each.message) for each in findings if each.rule == "WP101"] == [
        ("note", f"this is a shell command, in a block that says {language}")
    ]


@pytest.mark.parametrize("command", ["$ pip install acme", "pip install acme"])
def test_a_command_above_a_program_is_told(command):
    assert errors("python", f"{command}\n\nimport acme\nacme.run()")[0] == ("WP101", 1)


def test_exports_are_no_commands():
    assert errors("js", "export * from './a'\nexport * from './b' + 1") == [("WP101", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "Before we create a change, let me quickly show you how it goes.",
        "enum_func_status connect(\n  MYSQLND *conn, const char *host\n);",
        "$ let sum = \\foo, bar. foo - bar\n$ sum(foo: 5, bar: 3)",
        "const kind: string = 'a';\nconst other = kind!;",  # TypeScript: no block says what it is
    ],
)
def test_what_is_no_javascript_is_not_taken_for_it(text):
    assert errors("", text) == []


def test_a_shell_escape_of_a_notebook_ends_with_its_last_line():
    source = ["!http 'https://api.acme.dev/items?' \\\\\\n", "  'q=a' | jq .\\n", "print(1"]
    rows = ", ".join(f'"{row}"' for row in source)
    cell = f'{{"cell_type": "code", "source": [{rows}]}}'
    notebook = f'{{"cells": [{cell}], "metadata": {{}}, "nbformat": 4}}'
    findings = audit_sources([("page.ipynb", notebook.encode())]).findings
    assert [each.message for each in findings if each.severity == "error"] == [
        "Python does not compile: '(' was never closed"
    ]


def test_what_a_cell_imports_by_a_star_is_not_known():
    def cells(first: str) -> bytes:
        rows = ((first,), ("import acme\\n", "acme.run(Path('data'))"))
        told = ", ".join(
            f'{{"cell_type": "code", "source": [{", ".join(f"{chr(34)}{row}{chr(34)}" for row in each)}]}}'
            for each in rows
        )
        return f'{{"cells": [{told}], "metadata": {{}}, "nbformat": 4}}'.encode()

    def names(first: str) -> list[str]:
        findings = audit_sources([("page.ipynb", cells(first))]).findings
        return [each.rule for each in findings if "Path" in each.message]

    assert names("from pathlib import *") == []
    assert names("import pathlib") == ["WP102"]


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


def test_text_between_tags_is_no_name():
    text = "import { Area } from 'acme'\n\n<Area kind='a'>\n  <Area>Title <b>of it</b></Area>\n</Area>"
    assert found("tsx", text) == []


def test_a_parameter_named_http_is_not_nodes():
    text = "function items({ http }) {\n  return http.get('/items').catch(error => error)\n}"
    assert "WP111" not in [rule for rule, _ in errors("js", text)]
    required = "const http = require('http');\nhttp.get('http://localhost/items').catch(error => error)"
    assert ("WP111", 2) in errors("js", required)


def test_a_curl_of_a_notebook_goes_on_behind_a_backslash():
    rows = ["!curl --fail -m 9 \\\\\\n", "  -H 'x-a: 1 \\\\\\n", "  https://api.acme.dev/items"]
    cell = f'{{"cell_type": "code", "source": [{", ".join(f"{chr(34)}{row}{chr(34)}" for row in rows)}]}}'
    page = f'{{"cells": [{cell}], "metadata": {{}}, "nbformat": 4}}'
    told = [each.rule for each in audit_sources([("page.ipynb", page.encode())]).findings]
    assert "WP101" in told  # the quote that is never closed
    closed = audit_sources([("page.ipynb", page.replace("x-a: 1", "x-a: 1'").encode())]).findings
    assert {"WP101", "WP109"}.isdisjoint(each.rule for each in closed)


def test_what_a_session_goes_on_with_is_not_sure():
    text = ">>> from acme import F\n>>> Item.objects.filter(F(1))"
    assert ("WP102", "warning", 2) in found("pycon", text)
    assert errors("pycon", text) == []


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
        ("default", "import acme\nacme.run(", True),
        ("acme", "$this->load->library('a');\n$this->run(", True),  # a lexer of the project's own
    ],
)
def test_what_sphinx_describes_is_not_the_language_of_its_code(lexer, code, is_told):
    page = SPHINX.replace("{lexer}", lexer).replace("{code}", code)
    findings = audit_sources([("page.html", page.encode())]).findings
    assert [each.rule for each in findings if each.severity == "error"] == ["WP101"] * is_told


def test_a_client_that_a_test_is_handed_may_be_flasks():
    test = 'def test_items(client):\n    answer = client.post("/items", json={})\n    assert answer.json["id"] == 7'
    assert "WP111" not in [rule for rule, _ in errors("python", test)]
    made = "import requests\nclient = requests.Session()\n" + test.partition("\n")[2].replace("    ", "")
    assert ("WP111", 4) in errors("python", made)
