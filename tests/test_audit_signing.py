"""Samples that sign and check: with which key, and whether they heed what they are told (WP118, WP519)."""

import pytest
from audited import block, findings, rules_of

JS = "const mac = crypto.createHmac('sha256', {}).update(body).digest('base64');"
PHP = "<?php\n$mac = base64_encode(hash_hmac('sha256', $body, {}, true));\necho $mac;"
CSHARP = "using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes({}))) {{ Send(hmac.ComputeHash(body)); }}"
JAVA = 'var spec = new SecretKeySpec({}.getBytes(UTF_8), "HmacSHA256");'


def keys(*samples: tuple[str, str]) -> list[str]:
    page = "# Sign\n\n" + "\n".join(block(language, code) for language, code in samples)
    return [each.message for each in findings(page) if each.message.startswith("the key of the HMAC")]


def test_one_language_signs_with_another_key():
    joined = JS.format("id + ':' + secret")
    others = [("php", PHP.format("$secret")), ("csharp", CSHARP.format("secret"))]
    assert keys(("js", joined), *others) == [
        "the key of the HMAC is id + ':' + secret here, and $secret in line 9"
    ]
    assert len(keys(("js", JS.format("`${id}${secret}`")), *others)) == 1
    assert len(keys(("java", JAVA.format('(id + "&" + secret)')), *others)) == 1


def test_the_same_key_is_no_other_in_another_language():
    alike = [
        ("php", PHP.format("$secret")),
        ("csharp", CSHARP.format("secret")),
        ("java", JAVA.format("key")),
    ]
    assert keys(*alike, ("js", JS.format("process.env.SECRET"))) == []
    assert keys(("js", JS.format("id + ':' + secret")), ("php", PHP.format("$id . ':' . $secret"))) == []
    two = JS.format("'V1' + secret") + "\n" + JS.format("mac")
    assert keys(("js", two), *alike) == []


def unread(language: str, code: str) -> list[str]:
    page = block(language, code) + block("bash", "curl -f -m 9 https://api.acme.dev/items")
    told = [each for each in findings(page) if each.rule == "WP118"]
    return [each.message for each in told if each.message.endswith("nothing reads it")]


def test_what_a_sample_makes_to_sign_is_signed():
    made = "<?php\n$text = $id . ':' . $body;\n$mac = hash_hmac('sha256', {}, $secret);"
    assert unread("php", made.format("$body")) == ["text is given a value, and nothing reads it"]
    assert unread("php", made.format("$text")) == []


PYTHON = "def verify(body, given):\n    return hmac.compare_digest(sign(body), given)\n\n\n{}\n"


@pytest.mark.parametrize(
    ("language", "code", "is_told"),
    [
        ("python", PYTHON.format("verify(body, given)"), True),
        ("python", PYTHON.format("if not verify(body, given):\n    stop()"), False),
        ("python", PYTHON.format("ok = (\n    verify(body, given)\n)"), False),
        (
            "python",
            "def verify(body):\n    if sign(body) != given:\n        raise ValueError\n\n\nverify(body)",
            False,
        ),
        ("js", "class V {\n  verify(a, b) {\n    return a === b;\n  }\n}\nnew V().x;\nv.verify(a, b);", True),
        ("js", "function verify(a) {\n  return a === b;\n}\nconst ok = all &&\n  verify(a);", False),
        (
            "js",
            "const plugin = {\n  validate(a, b) {\n    return a === b;\n  }\n};\najv.validate(a, b);",
            False,
        ),
        ("js", "crypto.timingSafeEqual(a, b);", True),
        ("js", "if (!crypto.timingSafeEqual(a, b)) throw new Error('wrong');", False),
        ("php", "<?php\nhash_equals($a, $b);", True),
        ("pycon", ">>> hmac.compare_digest(a, b)\nTrue", False),
        ("ruby", "def verify(a, b)\n  a == b || false\nend\nverify(a, b)", False),
    ],
)
def test_a_verdict_is_heeded(language, code, is_told):
    told = [each for each in findings(block(language, code)) if each.message.startswith("nothing heeds")]
    assert bool(told) is is_told


@pytest.mark.parametrize(
    ("tried", "is_told"),
    [
        ("$answer = file_get_contents($url);", True),
        ("$answer = curl_exec($curl);", True),
        ("$answer = curl_exec($curl); if (curl_errno($curl)) { stop(); }", False),
        ("$answer = file_get_contents($url); if ($answer === false) { stop(); }", False),
        ("$answer = json_decode(file_get_contents($url), true, 9, JSON_THROW_ON_ERROR);", False),
        ("$answer = $client->get($url); file_get_contents($file);", False),
    ],
)
def test_a_catch_that_nothing_reaches(tried, is_told):
    code = f"<?php\ntry {{\n  {tried}\n}} catch (Exception $error) {{\n  echo $error->getMessage();\n}}"
    told = [each for each in findings(block("php", code)) if "never reached" in each.message]
    assert bool(told) is is_told
    assert "WP101" not in rules_of("php", code)


SHELL = (
    'API_PATH={}\nMAC=$(printf %s "$API_PATH" | openssl dgst -sha256 -hmac "$SECRET")\n'
    'curl -f -m 9 -H "x-mac: $MAC" https://api.acme.dev{}'
)


@pytest.mark.parametrize(
    ("signed", "requested", "is_told"),
    [
        ("user/info", "/api/pro/info", True),
        ("user/info", "/api/user/info", False),
        ("/v1/user/info", "/v1/user/info?all=1", False),
        ("user/info", "/api/$NAME", False),
    ],
)
def test_what_is_signed_is_requested(signed, requested, is_told):
    told = findings(block("bash", SHELL.format(signed, requested)))
    assert any(each.message.startswith("the sample signs") for each in told) is is_told


@pytest.mark.parametrize(
    ("text", "argument", "is_told"),
    [
        ("Sign the path, including any query parameters.", "$path", True),
        ("Sign the path, including any query parameters.", "$path . '?' . $query", False),
        ("Sign the path.", "$path", False),
    ],
)
def test_the_query_is_signed_where_the_text_wants_it(text, argument, is_told):
    code = (
        f"<?php\n$mac = createSignature($secret, 'GET', {argument}, $body);\n"
        '$curl = curl_init("https://api.acme.dev$path?$query");\ncurl_exec($curl);'
    )
    told = findings(f"# Sign\n\n{text}\n\n{block('php', code)}")
    assert any("wants the query signed" in each.message for each in told) is is_told
