"""warning: Certificate checks are off.

Without the check, anybody on the way can read and change everything. Trust a private authority by its CA
file.

## Bad

```bash
curl --fail --insecure https://api.acme.dev/items
```

## Good

```bash
curl --fail --cacert ca.pem https://api.acme.dev/items
```

## Source

[RFC 9110 §4.3.4](https://www.rfc-editor.org/rfc/rfc9110#section-4.3.4)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.requests.urls import is_local
from generator.auditing.samples.sample import PageSample

# What turns the check of a certificate off, in the clients of all languages.
_OFF = re.compile(
    r"verify\s*=\s*False|InsecureSkipVerify\s*:\s*true|rejectUnauthorized\s*:\s*false"
    r"|NODE_TLS_REJECT_UNAUTHORIZED"
    r"|ServerCertificate(?:Custom)?ValidationCallback\s*\+?=|DangerousAcceptAnyServerCertificateValidator"
    r"|CURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:false|0|FALSE)|VERIFY_NONE"
    r"|_create_unverified_context|CERT_NONE|check_hostname\s*=\s*False"
    r"|ALLOW_ALL_HOSTNAME_VERIFIER|NoopHostnameVerifier|\bstrictSSL\s*:\s*false|ssl\s*=\s*False\b"
    r"|[\"']?verify(?:_peer(?:_name)?|Peer)?[\"']?\s*(?:=>|:)\s*false\b"
    r"|\([^()]*String \w+, SSLSession \w+\)\s*(?:->\s*true|\{\s*return true)"
    r"|setHostnameVerifier\(\s*\(?\s*\w+\s*,\s*\w+\s*\)?\s*->\s*true|\bverify_mode:?\s*(?:=>|=)?\s*0\b"
    r"|--no-check-certificate|-SkipCertificateCheck\b"
    r"|danger_accept_invalid_(?:certs|hostnames)\(\s*true|badCertificateCallback\s*="
    r"|verify_hostname\s*=>\s*0|SSL_verify_mode\s*=>\s*(?:0|SSL_VERIFY_NONE)|ssl_verifypeer\s*=\s*(?:0|FALSE)"
)


def check(sample: PageSample) -> Iterator[CodeFault]:
    """The lines that turn the check off, but for comments."""
    fix = "Remove it; trust a private authority by its CA file."
    told: set[int] = set()
    addresses = re.findall(r"https?://[^\s\"'`]+", sample.text)
    if addresses and all(map(is_local, addresses)):
        return  # on the reader's own machine
    is_read = sample.is_code or sample.language == "plain code"
    for match in _OFF.finditer(sample.text) if is_read else ():
        start = sample.text.rfind("\n", 0, match.start()) + 1
        line = sample.text.count("\n", 0, match.start())
        if line not in told and not re.match(r"\s*(?:#|//)", sample.text[start : match.start()]):
            told.add(line)
            message = f"{match[0][:40]} turns the check of the server's certificate off"
            yield CodeFault("WP306", message, line, match.start() - start, fix)
    for call in sample.calls:
        if call.verifies_tls is False and (call.client == "curl" or not told):
            what = "--insecure" if call.client == "curl" else "an option"
            message = f"{what} turns the check of the server's certificate off"
            yield CodeFault("WP306", message, call.line, None, fix)
