"""PHP: what its clients take, how a file begins, and whether anything loads its classes."""

import pytest
from audited import block, findings

GUZZLE = "<?php\nrequire 'vendor/autoload.php';\n$client = new GuzzleHttp\\Client();\n"
SYMFONY = "<?php\nrequire 'vendor/autoload.php';\n$client = HttpClient::create();\n"


def found(code, rule, language="php"):
    """The findings of one rule in one sample."""
    return [finding for finding in findings(block(language, code)) if finding.rule == rule]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            f"{GUZZLE}$client->post('https://api.acme.dev/a', ['form_param' => ['a' => 1]]);",
            f"{GUZZLE}$client->post('https://api.acme.dev/a', ['form_params' => ['a' => 1]]);",
        ),
        (
            f"{GUZZLE}$client->request('GET', 'https://api.acme.dev/a', ['query_params' => ['a' => 1]]);",
            f"{GUZZLE}$client->request('GET', 'https://api.acme.dev/a', ['acme_retries' => 3]);",
        ),
        (
            f"{SYMFONY}$client->request('POST', 'https://api.acme.dev/a', ['form_params' => ['a' => 1]]);",
            f"{SYMFONY}$client->request('POST', 'https://api.acme.dev/a', ['body' => ['a' => 1]]);",
        ),
        (
            f"{SYMFONY}$client->request('GET', 'https://api.acme.dev/a', ['acme' => 1]);",
            f"{SYMFONY}$client->request('GET', 'https://api.acme.dev/a', ['extra' => ['acme' => 1]]);",
        ),
        (
            "$r = Http::headers(['A' => 'b'])->get('https://api.acme.dev/a'); Http::get('https://a.dev');",
            "$r = Http::withHeaders(['A' => 'b'])->get('https://api.acme.dev/a'); Http::acme()->get('/a');",
        ),
    ],
)
def test_what_a_client_of_php_does_not_have_is_told(wrong, right):
    assert len(found(wrong, "WP111")) == 1
    assert found(right, "WP111") == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("curl_setopt($ch, CURLOPT_POSTING, 1);", "curl_setopt($ch, CURLOPT_POST, 1);"),
        ("curl_setopt($ch, CURLOPT_POSTFIELD, 1);", "// CURLOPT_POSTING\ncurl_setopt($ch, CURLOPT_POST, 1);"),
    ],
)
def test_a_constant_that_curl_lacks_is_told(wrong, right):
    assert len(found(f"<?php\n$ch = curl_init();\n{wrong}\ncurl_exec($ch);", "WP102")) == 1
    assert found(f"<?php\n$ch = curl_init();\n{right}\ncurl_exec($ch);", "WP102") == []


def test_a_tag_without_white_space_after_it_is_no_php():
    (glued,) = found("<?php$a = new \\Acme\\Client('x');\necho $a->id();", "WP101")
    assert "white space" in glued.message
    assert found("<?php $a = new \\Acme\\Client('x');\necho $a->id();", "WP101") == []


def test_a_bracket_that_is_closed_by_another_is_told_where_it_is():
    (wrong,) = found("<?php\n$a = create(array(\n  'b' => 1\n});\n", "WP101")
    assert (wrong.line, wrong.message) == (5, "PHP does not parse: ) is missing here")


def test_a_file_whose_classes_nothing_loads_is_told_once():
    code = "<?php\nuse Acme\\Client;\n$client = new Client('key');\n"
    (note,) = found(f"{code}```\n\n```php\n{code}", "WP103")
    assert (note.severity, note.line) == ("note", 3)
    for right in (
        code.replace("<?php\n", "<?php\nrequire 'vendor/autoload.php';\n"),
        code.removeprefix("<?php\n"),
        code.replace("<?php\n", "<?php\nnamespace App;\n"),
        code.replace("use Acme\\Client;\n", "class Client {}\n"),
        f"<?php\nRoute::get('/', fn () => 1);\n{code.removeprefix('<?php')}",
        f"{code}```\n\nFirst load Composer's autoloader.\n\n```php\n",
    ):
        assert found(right, "WP103") == []


@pytest.mark.parametrize(
    ("language", "wrong", "right", "rule"),
    [
        ("php", 'echo "a ${name}";', "echo \"a {$name}\" . '${name}';", "WP602"),
        ("php", "echo utf8_encode($a);", "echo mb_convert_encoding($a, 'UTF-8', 'ISO-8859-1');", "WP602"),
        (
            "php",
            "$r = mysql_query($sql);",
            "$r = mysql_to_unix($row['at']); mysqli_query($c, $sql);",
            "WP601",
        ),
        ("php", "each($a);", "foreach ($a as $b) {} $c->each($d);", "WP601"),
        (
            "php",
            "curl_setopt($ch, CURLOPT_POSTFIELDS, ['file' => '@/tmp/a.png']);",
            "curl_setopt($ch, CURLOPT_POSTFIELDS, ['user' => '@acme', 'b' => new CURLFile('/tmp/a.png')]);",
            "WP601",
        ),
        (
            "ruby",
            "conn = Faraday.new(url: 'https://a.dev')\nconn.basic_auth('u', 'p')",
            "req = Net::HTTP::Get.new('/')\nreq.basic_auth('u', 'p')",
            "WP601",
        ),
        (
            "python",
            "loop = asyncio.get_event_loop()",
            "async def main():\n    loop = asyncio.get_running_loop()",
            "WP602",
        ),
        (
            "python",
            "import openai\nopenai.ChatCompletion.create(model='m')",
            "import openai\nopenai.OpenAI().chat.completions.create(model='m')",
            "WP601",
        ),
        (
            "javascript",
            "$.get('/a').success(function (a) { show(a); });",
            "$.get('/a', { success(a) { show(a); } }); toast.success('done');",
            "WP601",
        ),
        (
            "javascript",
            "xhr.open('GET', 'https://a.dev/b', false);",
            "xhr.open('GET', 'https://a.dev/b', true);",
            "WP602",
        ),
        (
            "go",
            'import "github.com/dgrijalva/jwt-go"',
            'import "github.com/golang-jwt/jwt/v5"',
            "WP602",
        ),
        ("csharp", "var a = new SHA256Managed();", "var a = SHA256.Create();", "WP602"),
        ("java", "int a = new Integer(3);", "int a = Integer.valueOf(3);", "WP602"),
    ],
)
def test_what_is_deprecated_or_gone_is_told(language, wrong, right, rule):
    assert len(found(wrong, rule, language)) == 1
    assert found(right, rule, language) == []
