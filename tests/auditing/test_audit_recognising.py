"""The language of a block that its fence or its class does not name."""

import pytest

from generator.auditing.auditor import audit_sources
from generator.auditing.extracting import page
from generator.auditing.pages.language import PLAIN, recognised
from generator.auditing.pages.page import Block

JAVA = """import org.apache.commons.httpclient.*;

public class Tutorial {
  public static void main(String[] args) throws Exception {
    HttpClient client = new HttpClient();
    System.out.println(client.executeMethod(new GetMethod("https://api.acme.dev/items")));
  }
}"""
SHARP = (
    'var client = new HttpClient();\nConsole.WriteLine(await client.GetStringAsync("https://api.acme.dev"));'
)
EITHER = 'public class Items {\n  HttpClient client = new HttpClient();\n  String address = "https://api.acme.dev";\n}'


def language(text: str, heading: str = "Get items", name: str = "a.html") -> str:
    read = page(name, f"<h5>{heading}</h5>\n<pre>{text}</pre>\n".encode())
    assert read is not None
    return recognised(read.blocks[0])


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        (JAVA, "Get items", "java"),
        (SHARP, "Get items", "csharp"),
        (EITHER, "Java", "java"),
        (EITHER, "C#:", "csharp"),
        (EITHER, "Java and C#", "csharp"),  # which decides nothing: the text goes first
        ("import json\nprint(json.dumps({}))", "Java", "python"),  # a heading that does not fit the text
        ('{"public class Items {": "new HttpClient"}', "Java", "json"),
        ("curl https://api.acme.dev/items \\\n  -d 'require(\"x\")'", "JavaScript", "bash"),
        ("nothing that tells", "Java", ""),
    ],
)
def test_a_text_tells_its_language_and_a_heading_decides_between_two(text, heading, expected):
    assert language(text, heading) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl https://api.acme.dev/items", "bash"),
        (
            "export TOKEN=x\n\n# List them.\ncurl -k \\\n  -H 'X-Token: $TOKEN' \\\n  $SITE/items | jq .",
            "bash",
        ),
        ("curl https://api.acme.dev/items -d '{\n  \"id\": 1\n}'", "bash"),
        ("wget --method=GET\n  --header 'a: b' https://api.acme.dev/items", "bash"),  # lacks its backslash
        ("curl -V\ncurl 8.1.2 (x86_64-pc-linux-gnu)", "other"),
        ("curl: (7) Failed to connect to http://127.0.0.1", "other"),
        ("curl -v https://api.acme.dev/items\n> GET /items HTTP/1.1\n< HTTP/1.1 200 OK", "other"),
        ("curl https://api.acme.dev/items\n{}", "other"),
        ("curl [options] <url>", "other"),
        ("Call https://api.acme.dev/items with\ncurl or wget", "other"),
    ],
)
def test_a_text_that_is_plainly_a_command_is_one(text, expected):
    for fence in ("text", "plaintext"):
        read = page("a.md", f"```{fence}\n{text}\n```\n".encode())
        assert read is not None
        assert recognised(read.blocks[0]) == expected


PYTHON = 'import requests\n\nprint(requests.get("https://api.acme.dev/items", timeout=9).text)'
TABBED = '<Tabs>\n<TabItem value="x" label="{}">\n\n```{}\n{}\n```\n\n</TabItem>\n</Tabs>\n'
MESSAGE = 'HTTP/1.1 200 OK\nContent-Type: application/json\n\n{"id": 1}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TABBED.format("Python", "jsx", PYTHON), "python"),
        (TABBED.format("Python", "jsx", "const id = 1;"), "javascript"),  # the tab is wrong, not the block
        (TABBED.format("Example", "jsx", PYTHON), "javascript"),
        (TABBED.format("TypeScript", "js", "const id = 1;"), "javascript"),
        (f"```json\n{MESSAGE}\n```\n", "http"),
        ("```shell\n302 Found\nLocation: https://acme.dev/back\n```\n", "http"),
        ("```shell\n302 Found\n```\n", "bash"),
        ('```json\n{"status": "HTTP/1.1 200 OK"}\n```\n', "json"),
    ],
)
def test_a_block_may_name_another_language_than_its_own(text, expected):
    read = page("a.mdx", text.encode())
    assert read is not None
    assert recognised(read.blocks[0]) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("use constant hook => {\n    answer => 'add',\n};\n", PLAIN),
        ("use Mason::Profiler; # from elsewhere\nSet(@Parameters, (preamble => 'my $p = 1;'));\n", PLAIN),
        ("sub add {\n    my ( $self, $token ) = @_;\n}\n", PLAIN),
        ("'level x' => {\n    Hours => 'work',\n},\n", ""),
        ("const add = (a) => {\n  return a;\n};\n", "javascript"),
        ("items.forEach(item => {\n  show(item);\n});\n", "javascript"),
    ],
)
def test_perl_is_no_javascript(text, language):
    assert recognised(Block(text, "page.md", 1)) == language


def test_what_a_terminal_of_myst_shows_is_no_command():
    page = "```{terminal}\n:input: acme init\n\nWould you like it? (yes/no) [default=no]: yes\n```\n"
    assert not audit_sources([("page.md", page.encode())]).findings


def test_a_link_back_from_a_source_is_no_code():
    page = (
        '<div class="highlight"><pre><span></span><span class="kn">import</span> os\n\n'
        '<div class="viewcode-block"><a class="viewcode-back" href="x">[docs]</a>\n'
        '<span class="k">def</span> add():\n    return os.name\n</div></pre></div>\n'
    )
    assert not audit_sources([("page.html", page.encode())]).findings


@pytest.mark.parametrize(
    ("hint", "text", "expected"),
    [
        ("javascript", 'curl -X POST \\\n  https://a.dev/token \\\n  -d \'{\n  "grant": "x"\n}\'', "bash"),
        ("python", 'curl https://a.dev/token -d \'{\n  "grant": "x"\n}\'', "bash"),
        ("javascript", "curl = require('curl');\ncurl.get('https://a.dev');", "javascript"),
        ("raw", "POST https://a.dev/token\nAccept: text/plain\n\na=1", "http"),
        ("noselect", '{\n  "a": 1\n}', "json"),
        ("mermaid2", "graph TD;\n  A-->B;", "other"),
    ],
)
def test_a_command_or_a_message_is_one_whatever_its_block_says(hint, text, expected):
    assert recognised(Block(text, "a.md", 1, hint)) == expected


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("# first\n\nfrom acme import Client\n\nclient = Client()\n", "python"),
        ("import acme\n\nclient = acme.Client()\n", "python"),
        ("// first\nimport { Client } from 'acme'\n\nnew Client()\n", "javascript"),
        ("const { Client } = require('acme');\nnew Client();\n", "javascript"),
        ("import -window root shot.png\n", "bash"),
        ("import shot\nx=3\n", "bash"),
    ],
)
def test_a_program_in_a_block_that_says_shell_is_judged_as_what_it_is(code, language):
    assert recognised(Block(code, "a.md", 1, "bash")) == language
