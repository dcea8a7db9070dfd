"""In which unit do the signed requests of a page say when they were made?"""

import pytest

from generator.auditing.auditor import audit_sources

CODE = {
    "js": "const timestamp = {};\nconst sum = crypto.createHmac('sha256', key).update(String(timestamp));",
    "python": "import hmac\nimport time\n\nts = {}\nsum = hmac.new(KEY, str(ts).encode(), 'sha256')",
    "go": "timestamp := strconv.FormatInt({}, 10)\nmac := hmac.New(sha256.New, key)",
    "bash": 'TIMESTAMP={}\ncurl -H "X-Signature: $(printf %s "$TIMESTAMP" | openssl dgst -hmac "$K")" https://api.acme.dev/a',
    "php": "$timestamp = {};\n$sum = hash_hmac('sha256', $timestamp, $key);",
    "ruby": "timestamp = {}\nsum = OpenSSL::HMAC.hexdigest('SHA256', key, timestamp.to_s)",
    "csharp": "var timestamp = {};\nvar mac = new HMACSHA256(key);",
    "java": 'long timestamp = {};\nMac mac = Mac.getInstance("HmacSHA256");',
}
SECONDS = [
    ("js", "Math.floor(Date.now() / 1000)"),
    ("js", "Math.round(new Date().getTime() / 1000).toString()"),
    ("python", "int(time.time())"),
    ("go", "time.Now().Unix()"),
    ("go", "time.Now().UTC().Unix()"),
    ("bash", "$(date +%s)"),
    ("php", "time()"),
    ("ruby", "Time.now.to_i"),
    ("csharp", "DateTimeOffset.UtcNow.ToUnixTimeSeconds()"),
    ("java", "System.currentTimeMillis() / 1000L"),
    ("java", "Instant.now().getEpochSecond()"),
]
MILLISECONDS = [
    ("js", "Date.now().toString()"),
    ("js", "new Date().getTime()"),
    ("python", "int(time.time() * 1000)"),
    ("python", "int(round(1000 * time.time()))"),
    ("python", "time.time_ns() // 1_000_000"),
    ("go", "time.Now().UnixMilli()"),
    ("go", "time.Now().UnixNano() / int64(time.Millisecond)"),
    ("bash", "$(date +%s%3N)"),
    ("php", "round(microtime(true) * 1000)"),
    ("ruby", "(Time.now.to_f * 1000).to_i"),
    ("csharp", "DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()"),
    ("java", "System.currentTimeMillis()"),
    ("java", "Instant.now().toEpochMilli()"),
]
TEXT = "# Sign\n\nThe header `X-Timestamp` is the Unix timestamp in milliseconds, at most 30 seconds old.\n\n"


def block(language: str, value: str) -> str:
    return f"```{language}\n{CODE[language].format(value)}\n```\n\n"


def told(page: str) -> list[str]:
    report = audit_sources([("page.md", page.encode())])
    return [each.message for each in report.findings if each.message.startswith("the time is in ")]


@pytest.mark.parametrize(("language", "value"), SECONDS)
def test_seconds_are_told_beside_milliseconds_and_against_the_text(language, value):
    others = block("csharp", MILLISECONDS[-3][1]) + block("java", MILLISECONDS[-2][1])
    assert told(f"# A\n\n{others}{block(language, value)}") == [
        "the time is in seconds here, and another sample has milliseconds"
    ]
    assert told(TEXT + block(language, value)) == [
        "the time is in seconds here, and the text says milliseconds"
    ]


@pytest.mark.parametrize(("language", "value"), MILLISECONDS)
def test_milliseconds_are_told_beside_seconds_and_not_where_the_text_wants_them(language, value):
    others = block("csharp", SECONDS[-3][1]) + block("php", "time()")
    assert told(f"# A\n\n{others}{block(language, value)}") == [
        "the time is in milliseconds here, and another sample has seconds"
    ]
    assert told(TEXT + block(language, value)) == []


def test_all_samples_in_one_unit_are_well():
    assert told("# A\n\n" + "".join(block(*each) for each in SECONDS)) == []
    assert told("# A\n\n" + "".join(block(*each) for each in MILLISECONDS)) == []


@pytest.mark.parametrize(
    "page",
    [
        "The request's timestamp must be within 30 seconds.\n\n" + block("js", "Date.now()"),
        "The `timestamp` of the answer is in seconds.\n\n" + block("js", "Date.now()"),
        block("php", "time()")
        + "```js\nconst timestamp = Date.now();\nconsole.log(timestamp);\n```\n",  # signs nothing
        block("php", "time()") + block("js", "Date.now() * 1000000"),
        block("php", "time()")
        + "```js\nconst timestamp = Date.now();\nconst at = Math.floor(timestamp / 1000);\n"
        "const sum = createHmac('sha256', key).update(`${at}`);\n```\n",
        block("php", "time()") + block("python", "request.headers['X-Timestamp']"),
    ],
)
def test_what_says_no_unit_is_left_alone(page):
    assert told(f"# A\n\n{page}") == []


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        ("| `timestamp` | Current UTC timestamp |", True),
        ("| `X-Timestamp` | The time |", True),
        ("| `timestamp` | Current UNIX timestamp |", False),
        ("| `timestamp` | In milliseconds |", False),
        ("| `timestamp` | Such as 1538323200000 |", False),
        ("| `size` | The size |", False),
    ],
)
def test_a_table_says_how_the_timestamp_counts(row, is_told):
    page = f"# Sign\n\n| Name | Description |\n|---|---|\n{row}\n\n{block('js', 'Date.now()')}"
    report = audit_sources([("page.md", page.encode())])
    assert any("how the timestamp counts" in each.message for each in report.findings) is is_told
