"""The sandbox does what a proof needs, and every hole that was once seen in it stays closed."""

import contextlib
import os
import re
import signal
import stat
import subprocess
import sys
import time
import uuid
from pathlib import Path, PurePosixPath

import pytest
from sandboxed import ACCOUNTS, CANARY, HOST, processes_with, sandboxed

from generator.proving.sandbox import seccomp
from generator.proving.sandbox.process import Program
from generator.proving.sandbox.sandbox import available


@pytest.fixture(scope="module", params=ACCOUNTS)
def run(request):
    with sandboxed(request.param) as run:
        yield run


def shell(text, **more):
    return Program(("bash", "/home/alex/sample.sh"), (("sample.sh", text.encode()),), **more)


def python(text):
    return Program(("python3", "/home/alex/sample.py"), (("sample.py", text.encode()),))


def lines(result):
    assert result.ended == "exited", result
    return result.stdout.decode().splitlines()


# What a proof needs


def test_the_sandbox_is_available_here():
    assert available() is None


def test_curl_reaches_the_mock_at_the_unchanged_https_address(run):
    result = run(shell(f"curl --silent --show-error https://{HOST}/o/token/"))
    assert result.stdout.startswith(b"GET /o/token/ HTTP/1.1\r\nHost: api.example.com\r\n")
    assert (result.exit_code, result.stderr) == (0, b"")


def test_python_reaches_the_mock_at_the_unchanged_https_address(run):
    result = run(python(f"import urllib.request as u; print(u.urlopen('https://{HOST}/x').read())"))
    assert b"GET /x HTTP/1.1" in result.stdout


def test_a_client_that_writes_in_pieces_waits_for_no_acknowledgement(run):
    setting = Path("/proc/sys/net/ipv4/tcp_pingpong_thresh")  # Linux 6.7
    result = run(shell(f"cat {setting}"))
    assert result.stdout == (b"255\n" if setting.exists() else b"")


def test_a_host_name_leads_to_the_address_of_this_run(run):
    refused = run(shell(f"curl -sS https://{HOST}/"), hosts={HOST: "127.0.0.2"})
    assert refused.exit_code == 7
    assert b"127.0.0.2" in run(shell(f"curl -svS https://{HOST}/"), hosts={HOST: "127.0.0.2"}).stderr


def test_a_certificate_for_another_name_is_not_trusted(run):
    result = run(shell("curl -sS https://other.example.com/"), hosts={"other.example.com": "127.0.0.1"})
    assert result.exit_code == 60


@pytest.mark.parametrize(
    "value", [b"'\"`$(id)\\\n\t", b"\xff\xfe\x80", "é😀\u2028".encode(), b"", b"x" * 70_000, b"--=-"]
)
def test_a_variable_has_exactly_the_bytes_given(run, value):
    result = run(python("import os, sys; sys.stdout.buffer.write(os.environb[b'VALUE'])"), {"VALUE": value})
    assert (result.exit_code, result.stdout) == (0, value)


def test_standard_input_has_exactly_the_bytes_given_and_ends(run):
    everything = bytes(range(256)) * 3000
    assert run(shell("cat"), stdin=everything).stdout == everything
    assert run(shell("cat")).stdout == b""


def test_a_program_that_does_not_read_its_input_ends_as_it_likes(run):
    assert run(shell("exit 3"), stdin=b"x" * 1_000_000).exit_code == 3


def test_a_signal_shows_as_in_a_shell(run):
    result = run(python("import os; os.abort()"))
    assert (result.exit_code, result.ended) == (128 + signal.SIGABRT, "signalled")


def test_the_environment_is_the_given_one_and_nothing_of_the_callers(run):
    names = {line.partition("=")[0] for line in lines(run(shell("env"), {"CLIENT_ID": "x"}))}
    ordinary = {"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "PWD", "SHLVL", "_"}
    assert names == {*ordinary, "CLIENT_ID"}


def test_files_in_folders_that_only_their_owner_may_enter_reach_the_program(tmp_path):
    """Root becomes nobody before it starts a program, and nobody cannot enter a home folder of 0700."""
    private = tmp_path / "private"
    tools = private / "tools"
    tools.mkdir(parents=True)
    (tools / "tool").write_text("a tool")
    (private / "sample.sh").write_text("cat /opt/tools/tool")
    (private / "sample.sh").chmod(0o600)
    private.chmod(0o700)
    program = Program(
        ("bash", "/home/alex/sample.sh"),
        (("sample.sh", private / "sample.sh"),),
        ((tools, "/opt/tools"),),
    )
    with sandboxed(ACCOUNTS[0]) as run:
        assert run(program).stdout == b"a tool"
        assert run(program).stdout == b"a tool"


def test_a_relative_mount_of_a_tool_is_read_only(run, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for folder in (tmp_path, *tmp_path.parents[:-1]):
        with contextlib.suppress(PermissionError):
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IROTH | stat.S_IXGRP)
    result = run(shell("touch /opt/tools/x", mounts=((tools, "/opt/tools"),)))
    assert b"Read-only file system" in result.stderr
    assert not list(tools.iterdir())


# What a program finds that asks where it runs


def test_a_program_finds_its_published_name_among_its_siblings_in_an_ordinary_home(run):
    program = Program(
        ("bash", "{file}"),
        (("{name}", b"pwd; ls -A; cat other.sh; whoami; echo ~ $0; hostname; getent hosts $(hostname)"),),
        path=PurePosixPath("samples/curl/token/password.sh"),
        siblings=(("other.sh", b"echo other\n"),),
    )
    folder = "/home/alex/samples/curl/token"
    said = [
        folder,
        "other.sh",
        "password.sh",
        "echo other",
        "alex",
        f"/home/alex {folder}/password.sh",
        "debian",
    ]
    assert lines(run(program)) == [*said, "127.0.1.1       debian"]


def test_nothing_in_the_tree_is_called_after_the_sandbox(run):
    text = "find / -xdev -not -path '/usr/*' 2>/dev/null; env; cat /etc/passwd /etc/group /etc/hosts; id"
    said = run(shell(text)).stdout.lower()
    assert b"/home/alex" in said
    assert not re.search(rb"wireproof|sandbox|bwrap|/sample\b|mock", said)


# Whom a program tries to reach


@pytest.mark.parametrize(
    ("text", "attempts"),
    [
        ("getent hosts Evil.Example", ["looked up evil.example"]),
        (": >/dev/tcp/203.0.113.7/443", ["tried to connect to 203.0.113.7:443 (TCP)"]),
        (": >/dev/tcp/2001:db8::7/443", ["tried to connect to [2001:db8::7]:443 (TCP)"]),
        (": >/dev/tcp/127.0.0.1/8080", ["tried to connect to 127.0.0.1:8080 (TCP)"]),
        ("echo x >/dev/udp/203.0.113.7/9", ["tried to send to 203.0.113.7:9 (UDP)"]),
        ("echo x >/dev/udp/127.0.0.53/53", ["tried to send to 127.0.0.53:53 (UDP)"]),
        (f"for i in 1 2 3; do curl -s https://{HOST}; done", ["tried to connect to 127.0.0.1:443 (TCP)"]),
        ("echo", []),
    ],
)
def test_what_a_program_tries_to_reach_is_seen(run, text, attempts):
    assert list(map(str, run(shell(text)).attempts)) == attempts


def test_what_one_run_tries_is_not_the_next_ones(run):
    run(shell("curl -s https://evil.example"))
    assert run(shell("echo")).attempts == ()


def test_a_program_that_tries_more_than_can_be_counted_does_not_hide_it(run):
    text = """
import socket
for number in range(30_000):
    with socket.socket(type=socket.SOCK_DGRAM) as stream:
        stream.sendto(b"x", ("203.0.113.7", 9))
socket.socket().connect_ex(("203.0.113.8", 443))
"""
    assert "more places than can be counted" in " ".join(map(str, run(python(text)).attempts))


def test_a_name_that_is_not_there_is_said_at_once(run):
    result = run(shell("curl -sS https://evil.example"))
    assert (result.exit_code, result.stderr) == (6, b"curl: (6) Could not resolve host: evil.example\n")
    assert result.seconds < 2


# Holes that were open once


def test_pid_1_shows_nothing_of_itself(run):
    """It is bubblewrap's: its environment and command line were the caller's, its memory open to all."""
    result = run(shell("ls -A /proc/1; cat /proc/1/environ /proc/1/cmdline /proc/1/mem; :"))
    assert result.stdout == b""
    assert result.stderr.count(b"No such file or directory") == 3


def test_the_environment_of_no_process_is_the_callers(run):
    shown = run(shell("cat /proc/[0-9]*/environ | tr '\\0' '\\n'"))
    assert CANARY.encode() not in shown.stdout
    assert b"LOGNAME=" in shown.stdout


def test_the_command_line_of_no_process_shows_a_value_or_a_path_of_the_host(run):
    result = run(shell("cat /proc/[0-9]*/cmdline | tr '\\0' ' '"), {"PASSWORD": "hunter2-secret"})
    assert b"bash /home/alex/sample.sh" in result.stdout
    assert b"hunter2-secret" not in result.stdout
    assert str(Path.cwd()).encode() not in result.stdout


def test_root_and_dev_cannot_be_written(run):
    result = run(shell("touch /new; touch /dev/new; touch /etc/new; touch /proc/new; :"))
    assert result.stderr.count(b"cannot touch") == 4


def test_no_folder_that_can_be_written_is_without_a_size(run):
    text = """
import os
for line in open("/proc/self/mounts"):
    place, kind, options = line.split()[1:4]
    if "rw" in options.split(",") and os.access(place, os.W_OK) and os.path.isdir(place):
        print(place, kind, os.statvfs(place).f_blocks * os.statvfs(place).f_frsize)
"""
    sizes = {
        place: int(size) for place, kind, size in map(str.split, lines(run(python(text)))) if kind == "tmpfs"
    }
    assert sizes == {"/dev/shm": 16 << 20, "/tmp": 64 << 20, "/home/alex": 64 << 20}


def test_nothing_written_is_there_in_the_next_run(run):
    run(shell("touch /tmp/a /home/alex/a /dev/shm/a"))
    assert lines(run(shell("ls -A /tmp /home/alex /dev/shm | grep -v ':' | sort -u"))) == [
        "",
        "sample.sh",
    ]


def test_the_samples_own_file_cannot_be_changed_or_removed(run):
    result = run(shell("echo x >> sample.sh; rm -f sample.sh; mv sample.sh other; :"))
    assert result.stderr.count(b"Permission denied") == 1
    assert result.stderr.count(b"Device or resource busy") == 2


def test_no_descriptor_is_left_open(run):
    text = "import os; print(*sorted(int(n) for n in os.listdir('/proc/self/fd')))"
    assert lines(run(python(text))) == ["0 1 2 3"]  # 3 is the listing itself


def test_sockets_that_leave_the_namespace_do_not_open(run):
    text = """
import socket
for family in range(1, 46):
    try:
        socket.socket(family, socket.SOCK_DGRAM).close()
        print(family)
    except OSError as error:
        if family == 40: print("vsock", error.errno)
"""
    assert lines(run(python(text))) == ["1", "2", "10", "16", "vsock 97"]


def test_system_calls_that_no_sample_needs_are_not_there(run):
    numbers = {"io_uring_setup": 425, "keyctl": 250, "add_key": 248, "bpf": 321, "ptrace": 101}
    text = f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for name, number in {numbers}.items():
    libc.syscall(number, 0, 0, 0, 0, 0)
    print(name, ctypes.get_errno())
"""
    assert lines(run(python(text))) == [f"{name} 38" for name in numbers]


def test_32_bit_system_calls_are_not_there(run):
    """int 0x80 reaches the calls of another architecture, with other numbers for socket()."""
    code = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"  # mov eax, 20 (getpid); int 0x80; ret
    text = f"""
import ctypes, mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write({code!r})
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
print(call())
"""
    assert lines(run(python(text))) == ["-38"]


def test_the_limit_of_processes_counts_the_samples_own_alone(run):
    """64 processes of one run are its own affair: they do not hinder another run of the same user."""
    text = "for i in {1..40}; do sleep 20 & done; echo started; kill $(jobs -p)"
    assert lines(run(shell(text)))[0] == "started"
    others = [subprocess.Popen(["sleep", "60"]) for _ in range(70)]
    try:
        assert lines(run(shell(text)))[0] == "started"
    finally:
        for other in others:
            other.kill()
            other.wait()


def test_the_program_has_no_privilege_and_cannot_get_one(run):
    status = dict(
        line.split(":\t", 1) for line in lines(run(shell("cat /proc/self/status"))) if ":\t" in line
    )
    assert {int(status[name], 16) for name in status if name.startswith("Cap")} == {0}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")


def test_on_the_host_a_sample_is_never_root():
    token = str(uuid.uuid4())
    with sandboxed(ACCOUNTS[0]) as run:
        future = run.start(Program(("sleep", "2")), {"TOKEN": token})
        ids = _wait_for(lambda: processes_with(token))
        owners = {Path("/proc", str(number)).stat().st_uid for number in ids}
        future.result()
    assert owners
    assert 0 not in owners


def test_a_killed_worker_takes_its_sample_with_it():
    token = str(uuid.uuid4())
    with sandboxed(ACCOUNTS[-1]) as run:
        run.start(Program(("sleep", "2")), {"TOKEN": token})
        assert _wait_for(lambda: processes_with(token))
        os.kill(run.worker(), signal.SIGKILL)
        assert _wait_for(lambda: not processes_with(token))


def test_a_machine_without_a_filter_for_it_has_no_sandbox():
    assert seccomp.seccomp_filter("riscv64") is None


def test_a_missing_bubblewrap_is_said_with_the_remedy(monkeypatch):
    monkeypatch.setattr("generator.proving.sandbox.sandbox._OUTER", {"PATH": "/nowhere"})
    assert available() == "bwrap is not installed: apt-get install bubblewrap util-linux"


def test_a_kernel_that_refuses_namespaces_is_said_in_one_line():
    """Asked from inside a sandbox of bubblewrap's, where no user namespace may be made."""
    code = "from generator.proving.sandbox.sandbox import available; print(available())"
    command = ["bwrap", "--unshare-user", "--disable-userns", "--bind", "/", "/", "--dev", "/dev"]
    path = os.pathsep.join(sys.path)
    asked = subprocess.run(
        [*command, "--setenv", "PYTHONPATH", path, sys.executable, "-c", code], capture_output=True, text=True
    )
    assert len(asked.stdout.splitlines()) == 1, asked.stderr
    assert asked.stdout != "None\n"


def _wait_for(condition):
    deadline = time.monotonic() + 10
    while not (seen := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return seen
