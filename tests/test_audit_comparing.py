"""Signatures that a sample compares in a time that tells how much of a guess was right (WP310)."""

import pytest
from audited import rules_of

JS = "const digest = crypto.createHmac('sha256', key).update(raw).digest('hex');\n"
PYTHON = "import hmac\n\ndigest = hmac.new(key, raw, 'sha256').hexdigest()\n"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("js", f"{JS}if (digest !== req.headers['x-signature']) throw new Error('wrong');"),
        ("js", f"{JS}return given.split(',').includes('a') || signatures.indexOf(digest) > -1;"),
        ("js", f"{JS}if (header === digest) accept();"),
        ("python", f"{PYTHON}if request.headers['X-Sig'] != digest:\n    raise ValueError"),
        ("php", "<?php\n$digest = hash_hmac('sha256', $raw, $key);\nif ($digest == $header) { accept(); }"),
        ("php", "<?php\n$is_true = hash_hmac('sha256', implode('|', $all), $key) === $given;"),
        ("ruby", "digest = OpenSSL::HMAC.hexdigest('SHA256', key, raw)\nhalt 401 if digest != header"),
        (
            "go",
            'mac := hmac.New(sha256.New, key)\nif expectedSignature != header {\n\treturn errors.New("wrong")\n}',
        ),
        (
            "java",
            'byte[] raw = Mac.getInstance("HmacSHA256").doFinal(text);\nreturn signature.equals(hex(raw));',
        ),
        ("csharp", "using var hmac = new HMACSHA256(key);\nif (computedHash == header) { Accept(); }"),
    ],
)
def test_a_comparison_that_ends_early_is_told(language, code):
    assert "WP310" in rules_of(language, code)


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("js", f"{JS}if (!crypto.timingSafeEqual(a, b) || digest == other) throw new Error('wrong');"),
        ("js", f"{JS}if (signature === undefined || signature.length !== digest.length) return;"),
        ("python", f"{PYTHON}if not hmac.compare_digest(digest, header):\n    raise ValueError"),
        ("js", "if (signature === header) accept();"),
        ("python", f"{PYTHON}if method == 'POST':\n    send(digest)"),
    ],
)
def test_what_takes_the_same_time_and_what_is_no_signature_are_left_alone(language, code):
    assert "WP310" not in rules_of(language, code)
