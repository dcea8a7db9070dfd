"""Programs that mean harm, really run. Each is a file that says in its first lines what must come of it.

``limits`` are those of the run, ``ended`` how it ends (``exited`` if not said), ``stdout`` and
``stderr`` patterns that must be found in the output, ``absent`` one that must not.
"""

import contextlib
import re
import uuid
from pathlib import Path

import paths
import pytest
from sandboxed import ACCOUNTS, CANARY, HOST, gone, open_port, sandboxed

from generator.proving.sandbox.process import Limits, Program

CASES = paths.CASES / "hostile"
INTERPRETERS = {".sh": "bash", ".py": "python3"}


@pytest.fixture(scope="module", params=ACCOUNTS)
def run(request):
    with sandboxed(request.param) as run:
        yield run


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """What a program must not get at: a file that all may read, and a port of the machine's own."""
    file = tmp_path_factory.mktemp("outside") / "secret.txt"
    file.write_text("the secret outside")
    listener, port = open_port()
    with listener:
        yield {"OUTSIDE_FILE": str(file), "HOST_PORT": str(port)}


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_a_hostile_program_gets_nowhere(run, outside, case):
    expected = dict(re.findall(r"^# (\w+): (.*)$", case.read_text(), re.MULTILINE))
    limits = dict(pair.split("=") for pair in expected.get("limits", "seconds=10").split())
    program = Program((INTERPRETERS[case.suffix], f"/home/alex/{case.name}"), ((case.name, case),))
    token = str(uuid.uuid4())

    result = run(
        program, {**outside, "TOKEN": token}, limits=Limits(**{k: int(v) for k, v in limits.items()})
    )

    stdout, stderr = (text.decode(errors="replace") for text in (result.stdout, result.stderr))
    assert re.fullmatch(expected.get("ended", "exited"), result.ended), result
    assert re.search(expected.get("stdout", ""), stdout), result
    assert re.search(expected.get("stderr", ""), stderr), result
    if "absent" in expected:
        assert not re.search(expected["absent"], stdout + stderr)
    assert CANARY not in stdout + stderr
    assert gone(token)
    after = run(Program(("curl", "-sS", f"https://{HOST}/after")))
    assert b"GET /after" in after.stdout, "the worker and its mock are unharmed"


def test_the_machines_own_port_can_be_reached_from_outside_the_sandbox(outside):
    """Else the case that is refused there would prove nothing."""
    import socket

    with contextlib.closing(socket.create_connection(("127.0.0.1", int(outside["HOST_PORT"])), timeout=3)):
        assert Path(outside["OUTSIDE_FILE"]).read_text() == "the secret outside"
