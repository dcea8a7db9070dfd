"""Where the project's own files are, for tests in any folder."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
CASES = TESTS / "cases"
ROOT = TESTS.parent
SPEC = ROOT / "spec" / "token_endpoint.yaml"
