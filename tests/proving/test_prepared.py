"""What a language's `prepare` makes is made once for a toolchain, and is what samples are run with."""

import time
from dataclasses import replace

import pytest
from sandboxed import ACCOUNTS, sandboxed

from generator.errors import GeneratorError
from generator.proving.toolchains import build, find
from generator.rendering.languages.language import load_languages

JAVA = b"""
class Sample {
  public static void main(String[] args) throws Exception {
    System.out.println(java.net.http.HttpClient.newHttpClient());
    System.out.println(javax.net.ssl.SSLContext.getDefault());
  }
}
"""


@pytest.fixture
def languages():
    return load_languages()


@pytest.fixture
def run():
    with sandboxed(ACCOUNTS[0]) as run:
        yield run


def preparing(languages, script):
    """The shell, with a script that nobody has run yet as its `prepare`."""
    found = find(languages["curl"])
    said = ["bash", "-c", f"{script} # {time.monotonic_ns()}"]
    return replace(found, table={**found.table, "prepare": said, "run": ["cat", "{prepared}/word"]})


def programs(toolchain, *sources):
    return [
        made.program for made in build(toolchain, {source.decode(): source for source in sources}).values()
    ]


def test_it_is_made_once_and_shown_to_the_sandbox(languages, run, tmp_path):
    count = tmp_path / "count"
    toolchain = preparing(languages, f"echo >> {count}; mkdir prepared; echo warm > prepared/word")
    one, two = programs(toolchain, b"one", b"two")
    (again,) = programs(toolchain, b"one")
    assert one == again
    assert [run(each).stdout for each in (one, two)] == [b"warm\n"] * 2
    assert count.read_text() == "\n"


def test_a_variable_of_the_environment_can_name_it(languages, run):
    toolchain = preparing(languages, "mkdir prepared; echo warm > prepared/word")
    shown = {"run": ["bash", "-c", "cat $PLACE/word"], "environment": {"PLACE": "{prepared}"}}
    (program,) = programs(replace(toolchain, table={**toolchain.table, **shown}), b"")
    assert run(program).stdout == b"warm\n"


@pytest.mark.parametrize("language", ["python-requests", "python-httpx", "httpie"])
def test_python_loads_nothing_that_only_its_distribution_brought(languages, run, language):
    (program,) = programs(find(languages[language]), b"")
    package = language.removeprefix("python-")
    source = (
        f"import sys, {package}; print(gc.isenabled(), *(name for name in sys.modules if sys.modules[name]))"
    )
    said = (
        run(replace(program, argv=("/usr/bin/python3", "-c", f"import gc; {source}"))).stdout.decode().split()
    )
    assert said[0] == "False"
    assert package in said
    assert not {"chardet", "click", "socks"} & set(said)


def test_another_version_of_the_toolchain_has_its_own(languages):
    toolchain = preparing(languages, "mkdir prepared")
    (old,) = programs(toolchain, b"")
    (new,) = programs(replace(toolchain, version="curl 99"), b"")
    assert old.argv != new.argv


def test_a_command_that_fails_is_the_toolchains_fault_and_leaves_nothing(languages):
    toolchain = preparing(languages, "mkdir prepared; echo no room >&2; exit 1")
    for _ in range(2):
        with pytest.raises(GeneratorError, match="curl does not work here: no room; reinstall it"):
            programs(toolchain, b"")


def test_java_takes_the_classes_of_a_request_from_its_archive(languages, run):
    (program,) = programs(find(languages["java"]), JAVA)
    java, *others = program.argv
    told = replace(program, argv=(java, "-Xshare:on", "-Xlog:class+load", *others))
    said = run(told).stdout.decode()
    for name in ("jdk.internal.net.http.HttpClientImpl", "sun.security.ssl.SSLContextImpl"):
        assert f"{name} source: shared objects file" in said
