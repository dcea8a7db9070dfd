"""In hex or in base64: how do the text and the samples of a page write a signature?"""

import pytest

from generator.auditing.auditor import audit_sources

HEX = [
    ("python", "import hmac\n\nsig = hmac.new(KEY, DATA, 'sha256').hexdigest()"),
    ("js", "const sig = crypto.createHmac('sha256', key).update(data).digest('hex');"),
    ("php", "$sig = hash_hmac('sha256', json_encode($data), $key);"),
    ("go", "mac := hmac.New(sha256.New, key)\nsig := hex.EncodeToString(mac.Sum(nil))"),
    ("ruby", "sig = OpenSSL::HMAC.hexdigest('SHA256', key, data)"),
    ("csharp", "var mac = new HMACSHA256(key);\nvar sig = Convert.ToHexString(mac.ComputeHash(data));"),
    ("bash", 'SIG=$(printf %s "$DATA" | openssl dgst -sha256 -hmac "$KEY")'),
]
BASE64 = [
    ("python", "import base64\nimport hmac\n\nsig = base64.b64encode(hmac.new(KEY, DATA, 'sha256').digest())"),
    ("js", "const sig = crypto.createHmac('sha256', key).update(data).digest('base64');"),
    ("php", "$sig = base64_encode(hash_hmac('sha256', json_encode($data), $key, true));"),
    ("go", "mac := hmac.New(sha256.New, key)\nsig := base64.StdEncoding.EncodeToString(mac.Sum(nil))"),
    ("ruby", "sig = Base64.strict_encode64(OpenSSL::HMAC.digest('SHA256', key, data))"),
    ("csharp", "var mac = new HMACSHA256(key);\nvar sig = Convert.ToBase64String(mac.ComputeHash(data));"),
    ("java", 'Mac mac = Mac.getInstance("HmacSHA256");\nString sig = Base64.getEncoder().encodeToString(mac.doFinal(data));'),
    ("bash", 'SIG=$(printf %s "$DATA" | openssl dgst -sha256 -hmac "$KEY" -binary | base64)'),
]  # fmt: skip


def told(text: str, *blocks: tuple[str, str]) -> list[tuple[int | None, str]]:
    page = f"# Sign\n\n{text}\n\n" + "".join(f"```{language}\n{code}\n```\n\n" for language, code in blocks)
    report = audit_sources([("page.md", page.encode())])
    return [(each.line, each.message) for each in report.findings if "signature is written" in each.message]


@pytest.mark.parametrize("block", HEX, ids=[language for language, _ in HEX])
def test_hex_where_the_text_says_base64(block):
    ((_, message),) = told("The signature is the base64 of the HMAC.", block)
    assert message == "the signature is written in hex here, and the text says base64"
    assert told("The signature is the HMAC in hexadecimal.", block) == []


@pytest.mark.parametrize("block", BASE64, ids=[language for language, _ in BASE64])
def test_base64_where_the_text_says_hex(block):
    ((_, message),) = told("Send the hex-encoded signature.", block)
    assert message == "the signature is written in base64 here, and the text says hex"
    assert told("Send a base64 encoded HMAC signature.", block) == []


def test_samples_side_by_side_write_one_way():
    ((line, _),) = told("Sign the data, encoded as you like.", HEX[0], BASE64[1])
    assert line == 12
    assert told("Sign the data, encoded as you like.", *HEX) == []
    assert told("Sign the data, encoded as you like.", *BASE64) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Sign the data by HMAC-SHA256.", [3]),
        ("Sign the data by HMAC-SHA256, encoded in hex.", []),
        ("Sign the data.", []),
        ("The base64-decoded secret is the HMAC's key.", []),
    ],
)
def test_a_text_that_leaves_it_open_is_told_once(text, lines):
    assert [line for line, _ in told(text, HEX[0], HEX[1])] == lines


def test_a_text_about_both_and_a_sample_of_both_are_left_alone():
    assert told("The signature is hex for v1. The signature is base64 for v2.", HEX[0], BASE64[1]) == []
    both = ("python", f"{HEX[0][1]}\n{BASE64[0][1]}")
    assert told("The signature is the base64 of the HMAC.", both) == []
