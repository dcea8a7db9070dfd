"""`wireproof verify --report`: one page that stands alone and shows what failed, and why."""

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import paths

from generator.cli.reports.html import as_html
from generator.cli.reports.text import VerifyReport
from generator.proving.proof import Proof

ROOT = paths.ROOT
WIREPROOF = Path(sys.executable).with_name("wireproof")
HOSTILE = "</pre><script>alert('1')</script>&\x00\u2028"


def proof(sample_id: str, sent: bool | None, reason: str = "") -> Proof:
    return Proof(
        sample_id,
        sample_id.partition("/")[0],
        sent,
        True,
        None,
        True,
        1.5,
        "curl 8.14.1",
        reason,
        "a" * 64,
        "",
        "",
    )


def test_a_run_that_failed_shows_diff_source_and_command(tmp_path: Path) -> None:
    shutil.copy(ROOT / "spec/token_endpoint.yaml", tmp_path / "api.yaml")
    subprocess.run(
        [WIREPROOF, "generate", "api.yaml", "-l", "curl"], cwd=tmp_path, check=True, capture_output=True
    )
    sample = tmp_path / "samples/curl/token/client_credentials.sh"
    sample.write_text(sample.read_text().replace("scope=read write", "scope=<read>"))
    for other in ("password", "authorization_code", "refresh_token"):
        sample.with_name(f"{other}.sh").unlink()
    done = subprocess.run(
        [WIREPROOF, "verify", "api.yaml", "--samples", "samples", "-l", "curl", "--report", "report.html"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    page = (tmp_path / "report.html").read_text("utf-8")
    assert '<span class="removed">-scope=read+write</span>' in page
    assert '<span class="added">+scope=%3Cread%3E</span>' in page
    assert sample.read_text() in unescape(page)
    assert "wireproof verify api.yaml --language curl --all --samples samples" in page
    assert "3 not judged: no file" in page


def test_the_page_asks_for_nothing_and_holds_hostile_text_as_text() -> None:
    report = VerifyReport(
        (proof("curl/a/b", True), proof("go/a/b", False, f"sent: {HOSTILE}"), proof("go/a/c", None, f"missing: {HOSTILE}")),
        isolation=HOSTILE,
        sources={"curl/a/b": HOSTILE.encode()},
    )  # fmt: skip
    page = as_html(report, HOSTILE, HOSTILE, Path(HOSTILE.replace("\x00", "")), "2026-11-24")
    assert page.count("<script") == 1
    assert re.findall(r"""(?:src|action|srcset|@import|url\()\s*=?""", page) == []
    assert set(re.findall(r'href="(.)', page)) == {"#"}
    assert "1 proven" in page
    assert "1 failed" in page
    assert "1 partly proven" in page


def test_the_matrix_has_a_row_for_each_request_and_leads_to_each_sample() -> None:
    ids = ["curl/a/b", "go/a/b", "go/a/c d"]
    page = as_html(
        VerifyReport(tuple(proof(each, True) for each in ids)), "API", "api.yaml", None, "2026-11-24"
    )
    assert re.findall(r'<th scope="row"><code>(.*?)</code>', page) == ["a/b", "a/c d"]
    links = [unescape(each).replace("%20", " ") for each in re.findall(r'href="#(.*?)"', page)]
    assert links == re.findall(r'<details id="(.*?)"', page) == ids
