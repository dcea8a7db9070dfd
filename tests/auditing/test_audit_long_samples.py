"""A sample of many requests is work in proportion: five times the requests, five times the steps.

What one call costs, as of a regular expression, shows in benchmarks/audit_long_samples.py.
"""

import pytest
from steps import steps

from generator.auditing.auditor import audit_sources

FEW, MANY = 30, 150
REQUESTS = {
    "bash": 'T_{n}=$(curl -u "$A:$B" -d a={n} https://api.acme.dev/token)\ncurl -H "Authorization: Bearer $T_{n}" https://api.acme.dev/items\n',
    "python": 'response = requests.post(f"{{BASE}}/{n}", headers={{"X-Key": key}}, json={{"a": {n}}})\nprint(response.json())\n',
    "go": (
        'func f{n}() {{\n\treq, err := http.NewRequest("POST", "https://api.acme.dev/{n}", nil)\n\tif err != nil {{\n'
        '\t\tlog.Fatal(err)\n\t}}\n\treq.Header.Set("X-Key", key)\n\tresp, err := http.DefaultClient.Do(req)\n'
        "\tif err != nil {{\n\t\tlog.Fatal(err)\n\t}}\n\tdefer resp.Body.Close()\n}}\n"
    ),
    "csharp": (
        'var request{n} = new HttpRequestMessage(HttpMethod.Post, "https://api.acme.dev/{n}");\n'
        'request{n}.Headers.Add("X-Key", key);\nrequest{n}.Content = new StringContent("a={n}");\n'
        "var response{n} = await client.SendAsync(request{n});\n"
    ),
    "javascript": (
        '{{\n  const response = await fetch("https://api.acme.dev/{n}", {{method: "POST", body: text}});\n'
        "  const data = await response.json();\n  console.log(data);\n}}\n"
    ),
    "typescript": 'const r{n}: Response = await fetch("https://api.acme.dev/{n}");\nconsole.log(await r{n}.json());\n',
    "php": (
        '$ch = curl_init("https://api.acme.dev/{n}");\ncurl_setopt($ch, CURLOPT_HTTPHEADER, ["X-Key: $key"]);\n'
        "$response = curl_exec($ch);\n"
    ),
    "ruby": (
        'uri = URI("https://api.acme.dev/{n}")\nrequest = Net::HTTP::Post.new(uri)\nrequest["X-Key"] = key\n'
        "response = Net::HTTP.start(uri.host, use_ssl: true) {{ |http| http.request(request) }}\nputs response.body\n"
    ),
    "apache": (
        'HttpPost post = new HttpPost("https://api.acme.dev/{n}");\nJSONObject order = new JSONObject();\n'
        'order.put("a", {n});\npost.setHeader("X-Key", key);\npost.setEntity(new StringEntity(order.toString()));\n'
    ),
    "faraday": (
        'connection = Faraday.new(url: "https://api.acme.dev")\n'
        'connection.post("/{n}") {{ |request| request.body = {{ a: {n} }}.to_json }}\n'
    ),
    "encoder": (
        "var buffer{n} bytes.Buffer\njson.NewEncoder(&buffer{n}).Encode(Order{{Buyer: name}})\n"
        'req, err := http.NewRequest("POST", "https://api.acme.dev/{n}", &buffer{n})\n'
    ),
    "java": (
        'var q{n} = HttpRequest.newBuilder(URI.create("https://api.acme.dev/{n}")).header("X-Key", key).build();\n'
        "var r{n} = client.send(q{n}, HttpResponse.BodyHandlers.ofString());\nSystem.out.println(r{n}.body());\n"
    ),
}
HEADS = {"php": "<?php\n", "python": "import requests\n"}

FENCES = {"apache": "java", "faraday": "ruby", "encoder": "go"}


@pytest.mark.parametrize("language", sorted(REQUESTS))
def test_requests_are_work_in_proportion(language):
    def cost(number: int) -> int:
        code = "".join(REQUESTS[language].format(n=n) for n in range(number))
        page = f"# T\n\n```{FENCES.get(language, language)}\n{HEADS.get(language, '')}{code}```\n".encode()
        return steps(lambda: audit_sources([("a.md", page)], jobs=1))

    cost(10)  # what is loaded and compiled once
    assert cost(MANY) < 7 * cost(FEW)
