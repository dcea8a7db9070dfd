"""Toolchains are found, compile in one batch, keep what they compiled, and say what is wrong where."""

import json
import os
import shutil
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs
from programs import FETCH, program
from sandboxed import ACCOUNTS, sandboxed

from generator.errors import GeneratorError
from generator.proving.sandbox.process import Program
from generator.proving.toolchains import Missing, build, clean, dotnet, find, project
from generator.proving.toolchains.install import install
from generator.rendering.languages.language import load_languages

LANGUAGES = ["csharp", "curl", "go", "python"]
VERSIONS = {
    "csharp": r"\.NET \d+\.\d+\.\d+, Roslyn \d+\.\d+\.\d+",
    "curl": r"curl \d+\.\d+\.\d+",
    "go": r"Go \d+\.\d+(\.\d+)?",
    "python": r"CPython \d+\.\d+\.\d+",
}


@pytest.fixture(scope="module")
def languages():
    return load_languages()


@pytest.fixture(scope="module")
def run():
    with sandboxed(ACCOUNTS[0]) as run:
        yield run


@pytest.fixture
def calls(monkeypatch):
    """The commands that were started while the test ran."""
    seen = []
    call = project.call

    def noting(toolchain, argv, *others, **named):
        seen.append([Path(argv[0]).name, *argv[1:]])
        return call(toolchain, argv, *others, **named)

    for module in ("compiled", "csharp", "linters"):
        monkeypatch.setattr(f"generator.proving.toolchains.{module}.call", noting)
    return seen


def unique(source, comment="//"):
    """`source` as nobody has compiled it yet."""
    return f"{source}\n{comment} {time.monotonic_ns()}\n".encode()


# Finding


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_toolchain_says_its_version(languages, name):
    import re

    assert re.fullmatch(VERSIONS[name], find(languages[name]).version)


def test_a_version_is_asked_for_once(languages, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    find(languages["curl"])
    notes = tmp_path / "wireproof" / "versions.json"
    known = json.loads(notes.read_text())
    (asked,) = known.values()
    asked["version"] = "99.0"
    notes.write_text(json.dumps(known))
    assert find(languages["curl"]).version == "curl 99.0"


def test_each_library_of_an_interpreter_has_its_own_version(languages, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    python = languages["python"]
    other = structs.replace(
        python, toolchain={**python.toolchain, "version": ["-c", "print('CPython 77.0')"], "minimum": "77"}
    )
    for _ in range(2):
        assert find(other).version == "CPython 77.0"
        assert find(python).version != "CPython 77.0"
    assert len(json.loads((tmp_path / "wireproof" / "versions.json").read_text())) == 2


def test_a_version_is_asked_for_again_after_an_upgrade(languages, monkeypatch, tmp_path):
    tool = _tool(tmp_path / "bin" / "go", 'echo "go version go1.30 linux/amd64"')
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    assert find(languages["go"]).version == "Go 1.30"
    _tool(tool, 'echo "go version go1.31.2 linux/amd64"')
    assert find(languages["go"]).version == "Go 1.31.2"


def test_a_version_that_could_not_be_had_is_asked_for_again(languages, monkeypatch, tmp_path):
    missing = tmp_path / "part"  # of an installation that is not complete
    tool = _tool(tmp_path / "bin" / "go", f'test -e {missing} && echo "go version go1.30 linux/amd64"')
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    assert find(languages["go"]).command != tool
    missing.touch()
    assert find(languages["go"]).command == tool


def test_damaged_notes_of_versions_are_written_anew(languages, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "wireproof").mkdir()
    (tmp_path / "wireproof" / "versions.json").write_text("[not JSON")
    assert find(languages["curl"]).version.startswith("curl 8")


def test_a_users_own_go_is_preferred_to_the_packaged_one(languages, monkeypatch, tmp_path):
    tool = _tool(tmp_path / "bin" / "go", 'echo "go version go1.30 linux/amd64"')
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    assert find(languages["go"]).command == tool


def test_a_go_that_is_too_old_or_broken_gives_way_to_the_packaged_one(languages, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for answer in ('echo "go version go1.19 linux/amd64"', "exit 1", "echo nonsense"):
        tool = _tool(tmp_path / "bin" / "go", answer)
        monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
        found = find(languages["go"])
        assert found.command != tool
        assert found.version != "Go 1.19"


def test_a_missing_toolchain_is_named_with_the_command_that_brings_it(languages, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    found = find(languages["go"])
    assert isinstance(found, Missing)
    assert (found.what, found.remedy) == ("Go", "wireproof languages --install go")
    found = find(languages["csharp"])
    assert isinstance(found, Missing)
    assert found.remedy == "wireproof languages --install csharp"


def test_a_language_without_a_toolchain_table_is_missing_one(tmp_path, languages):
    folder = tmp_path / "curl"
    shutil.copytree(languages["curl"].folder, folder)
    text = (folder / "language.toml").read_text()
    (folder / "language.toml").write_text(text.partition("\n[toolchain]")[0])
    found = find(load_languages([tmp_path])["curl"])
    assert isinstance(found, Missing)
    assert found.what == "a [toolchain] table"


def test_a_runtime_that_may_not_be_executed_is_missing(languages, monkeypatch, tmp_path):
    """As pip leaves it: wheels lose the bit."""
    runtime = tmp_path / "dotnet"
    runtime.touch(mode=0o644)
    monkeypatch.setattr(dotnet, "packaged_runtime", lambda: runtime)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert find(languages["csharp"]).what == "a .NET runtime that may be executed"


def test_an_sdk_is_found_with_its_own_compiler(monkeypatch, tmp_path):
    """The layout of an SDK, filled with the packaged runtime and compiler; csc.dll is not run here."""
    packaged = dotnet.locate()
    root = tmp_path / "sdk-root"
    for number in ("8.0.100", "9.0.301", "10.0.100"):
        compiler = root / "sdk" / number / "Roslyn" / "bincore"
        compiler.mkdir(parents=True)
        (compiler / "csc.dll").touch()
        for name in dotnet.COMPILER:
            (compiler / name).symlink_to(packaged.compiler / name)
    (root / "shared").symlink_to(packaged.command.parent / "shared")
    shutil.copy(packaged.command, root / "dotnet")
    (root / "dotnet").chmod(0o755)
    monkeypatch.setenv("PATH", f"{root}:/usr/bin:/bin")
    found = dotnet.locate()
    assert found.compiler == root / "sdk" / "10.0.100" / "Roslyn" / "bincore"
    assert found.version == packaged.version


def _tool(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    beside = path.with_name("gofmt")
    beside.write_text("#!/bin/sh\n")
    beside.chmod(0o755)
    return path


# Building and running


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_built_program_runs_in_the_sandbox(run, name):
    result = run(program(name, FETCH[name]))
    assert result.stdout.startswith(b"POST /o/token/ HTTP/1.1\r\nHost: api.example.com\r\n"), result
    assert (result.exit_code, result.stderr) == (0, b"")


GO = "package main\n\nfunc main() {\n\tprintln(1)\n}\n"


def test_go_is_compiled_once_for_a_batch_and_not_again(languages, calls):
    sources = {str(number): unique(GO) for number in range(5)}
    first = build(find(languages["go"]), sources)
    assert [call[1] for call in calls] == ["build"]
    assert all(built.program for built in first.values())
    calls.clear()
    assert build(find(languages["go"]), sources) == first
    assert calls == []


def test_csharp_is_compiled_once_for_a_batch_and_not_again(languages, calls):
    sources = {str(number): unique("Console.WriteLine(1);") for number in range(5)}
    first = build(find(languages["csharp"]), sources)
    assert len(calls) == 1
    assert all(built.program for built in first.values())
    calls.clear()
    assert build(find(languages["csharp"]), sources) == first
    assert calls == []


BAD_GO = {
    "unused": ("func main() {\n\tx := 1\n}\n", "main.go:4:2: declared and not used: x"),
    "unknown module": ('import "example.com/x"\n\nfunc main() { x.Y() }\n', "main.go:3:8: cannot find module"),
    "cgo": ('import "C"\n\nfunc main() {}\n', "build constraints exclude all Go files"),
    "embed absolute": ('import _ "embed"\n\n//go:embed /etc/passwd\nvar s string\n\nfunc main() { println(s) }\n',
                       "main.go:5:12: pattern /etc/passwd: invalid pattern syntax"),
    "embed above": ('import _ "embed"\n\n//go:embed ../go.mod\nvar s string\n\nfunc main() { println(s) }\n',
                    "main.go:5:12: pattern ../go.mod: invalid pattern syntax"),
    "no main": ("func other() {}\n", "function main is undeclared in the main package"),
}  # fmt: skip


@pytest.fixture(scope="module")
def built_go(languages):
    sources = {name: unique(f"package main\n\n{source}") for name, (source, _) in BAD_GO.items()}
    others = {
        "no package": unique("pack main\n"),
        "no program": unique("package widgets\n"),
        "good": unique(GO),
    }
    return build(find(languages["go"]), sources | others)


@pytest.mark.parametrize("name", BAD_GO)
def test_a_go_source_that_cannot_be_built_says_why(built_go, name):
    assert built_go[name].program is None
    assert any(BAD_GO[name][1] in said for said in built_go[name].diagnostics), built_go[name]


def test_a_go_file_that_is_no_program_says_so(built_go):
    assert built_go["no package"].diagnostics == ("main.go:1:1: expected 'package', found pack",)
    assert built_go["no program"].diagnostics == ("main.go:1:1: not a program: it has no entry point",)


def test_bad_go_sources_stop_no_good_one(built_go):
    assert (built_go["good"].program is not None, built_go["good"].diagnostics) == (True, ())


def test_go_runs_no_generator_and_no_test_of_a_sample(languages, tmp_path):
    mark = tmp_path / "ran"
    source = f'package main\n\n//go:generate touch {mark}\n\nfunc main() {{}}\n\nfunc init() {{ println("run") }}\n'
    assert build(find(languages["go"]), {"one": unique(source)})["one"].program
    assert not mark.exists()


def test_a_go_panic_names_the_line_and_no_folder_of_ours(languages, run):
    built = build(find(languages["go"]), {"one": unique('package main\n\nfunc main() {\n\tpanic("x")\n}\n')})
    result = run(built["one"].program)
    assert result.exit_code == 2
    assert b"main.go:4" in result.stderr
    assert str(Path.home()).encode() not in result.stderr


CSHARP = {
    "type": ('int x = "a";', "sample.cs(1,9): error CS0029: ", False),
    "null": ("string s = null;\nConsole.WriteLine(s.Length);", "sample.cs(1,12): warning CS8600: ", True),
    "unused": ("int unused;", "sample.cs(1,5): warning CS0168: ", True),
    "syntax": ("Console.WriteLine(1)", "sample.cs(1,21): error CS1002: ", False),
    "directive": ("#:package Newtonsoft.Json@13.0.3\n", "sample.cs(1,1): error CS1024: ", False),
    "no entry": ("class A { }", "error CS5001: ", False),
    "C# 13": ('var s = "\\e";', "sample.cs(1,10): error CS1009: ", False),
    "deep": ("var x = " + "(" * 100_000 + "1" + ")" * 100_000 + ";", "error", False),
}


@pytest.fixture(scope="module")
def built_csharp(languages):
    sources = {name: unique(source) for name, (source, *_) in CSHARP.items()}
    return build(find(languages["csharp"]), sources | {"good": unique("Console.WriteLine(1);")})


@pytest.mark.parametrize("name", CSHARP)
def test_a_csharp_source_says_what_is_wrong_with_it(built_csharp, name):
    _, diagnostic, runs = CSHARP[name]
    assert (built_csharp[name].program is not None) == runs
    assert diagnostic in built_csharp[name].diagnostics[0]


def test_bad_csharp_sources_stop_no_good_one(built_csharp):
    assert (built_csharp["good"].program is not None, built_csharp["good"].diagnostics) == (True, ())


def test_csharp_has_the_version_and_the_usings_of_a_console_project(languages, run):
    source = """
int[] numbers = [1, 2, 3];
var text = \"\"\"
    raw
    \"\"\";
var sum = numbers.Sum() + new List<int> { 1 }.Count;
using var client = new HttpClient();
await Task.Delay(1);
Console.WriteLine($"{sum} {text} {Path.GetFileName("a/b")}");
return sum;
"""
    result = run(build(find(languages["csharp"]), {"one": unique(source)})["one"].program)
    assert (result.stdout, result.exit_code, result.stderr) == (b"7 raw b\n", 7, b"")


def test_a_csharp_exception_names_the_line(languages, run):
    source = "int Half(int x) => x / 0 is var y ? y : 0;\n".replace("x / 0 is var y ? y : 0", "x / (x - x)")
    built = build(find(languages["csharp"]), {"one": unique(f"{source}Console.WriteLine(Half(1));")})
    result = run(built["one"].program)
    assert (result.exit_code, result.ended) == (134, "signalled")
    assert b"sample.cs:line 1" in result.stderr


def test_an_unknown_builder_is_refused(languages):
    found = find(languages["go"])
    table = {key: value for key, value in found.table.items() if key != "build"}
    wrong = replace(found, table={**table, "builder": "fortran"})
    with pytest.raises(GeneratorError, match="no builder 'fortran'"):
        build(wrong, {"one": b""})


def test_what_has_not_been_used_for_a_month_is_forgotten(tmp_path):
    from generator import cache

    for name, days in (("old", 40), ("recent", 10)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - days * 86400,) * 2)
    cache.forget_unused(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["recent"]


def test_a_cache_that_cannot_be_made_is_said_in_one_line(languages, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(GeneratorError, match="set XDG_CACHE_HOME to a folder that can be written"):
        find(languages["curl"])


# Formatters and linters

DIRTY = {
    "curl": [("echo $(cat $1\n", "bash -n: sample.sh: line 2: unexpected EOF"),
             ("echo $(cat $1\n", "zsh -n: sample.sh:"),
             ("x=1\n", "shellcheck: sample.sh:1:1: warning: x appears unused")],
    "python": [("import os\n", "ruff check: sample.py:1:8: F401"),
               ("print( 1 )\n", "ruff format: --- sample.py\n+++ sample.py\n@@ -1 +1 @@\n-print( 1 )\n+print(1)"),
               ("def (:\n", "ruff check: sample.py:1:5: invalid-syntax")],
    "go": [('package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Printf("%d\\n", "x")\n}\n',
            "go vet: main.go:6:14: fmt.Printf format %d has arg"),
           ("package main\n\nfunc main() {\nprintln(1)\n}\n", "gofmt: diff main.go.orig main.go"),
           ("package main\n\nfunc main() {\n\tx := 1\n}\n", "go vet: vet: main.go:4:2: declared and not used"),
           ("pack main\n", "gofmt: main.go:1:1: expected 'package'")],
}  # fmt: skip
CASES = [(name, *case) for name, cases in DIRTY.items() for case in cases]


@pytest.mark.parametrize(("name", "source", "complaint"), CASES)
def test_a_complaint_goes_to_the_sample_it_is_about(languages, name, source, complaint):
    found = clean(find(languages[name]), {"good": FETCH[name].encode(), "bad": source.encode()})
    assert found["good"] == ()
    assert any(said.startswith(complaint) for said in found["bad"]), found


@pytest.mark.parametrize("name", ["curl", "python"])
def test_each_linter_runs_once_for_a_batch(languages, calls, name):
    clean(find(languages[name]), {str(number): FETCH[name].encode() for number in range(20)})
    assert len(calls) == len(languages[name].clean)


def test_a_go_fault_that_stops_vet_hides_no_other_fault(languages):
    printf = b'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Printf("%d\\n", "x")\n}\n'
    module = b'package main\n\nimport "example.com/x"\n\nfunc main() {\n\tx.Y()\n}\n'
    found = clean(find(languages["go"]), {"module": module, "printf": printf})
    assert found["module"][0].startswith("go vet: main.go:3:8: cannot find module")
    assert found["printf"][0].startswith("go vet: main.go:6:14: fmt.Printf")


def test_a_users_settings_change_no_verdict(languages, monkeypatch, tmp_path):
    for name in (".shellcheckrc", "ruff.toml", "pyproject.toml"):
        (tmp_path / name).write_text("disable=all\n" if name == ".shellcheckrc" else "[lint]\nselect=[]\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELLCHECK_OPTS", "--exclude=SC2034")
    monkeypatch.setenv("GOFLAGS", "-vet=off")
    assert clean(find(languages["curl"]), {"one": b"x=1\n"})["one"]
    assert clean(find(languages["python"]), {"one": b"import os\n"})["one"]


def test_a_linter_that_dies_of_one_source_is_asked_about_each_of_the_others(languages):
    script = 'for file; do read -r line < "$file"; [ "$line" = die ] && kill -9 $$; echo "$file: $line"; done'
    check = {
        "name": "reader",
        "command": ["bash", "-c", script, "bash", "{files}"],
        "complaint": r"^(?P<file>\S+/sample\.sh): bad",
    }
    found = clean(
        replace(find(languages["curl"]), checks=(check,)),
        {"good": b"good\n", "deadly": b"die\n", "bad": b"bad\n"},
    )
    assert found["good"] == ()
    assert found["bad"] == ("reader: sample.sh: bad",)
    assert found["deadly"] == ("reader cannot bear this source (signalled)",)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("java", {"syntax": b"class A { void f( }", "name": b"class A { int x = y; }", "empty": b"", "bytes": b"\xff\0"}),
        ("rust", {"syntax": b"fn main() { [", "name": b"fn main() { y; }", "empty": b"", "bytes": b"\xff\0"}),
    ],
)  # fmt: skip
def test_what_does_not_compile_is_told_apart_from_what_does(languages, name, broken):
    good = {
        "java": b"public class Token { public static void main(String[] a) {} }",
        "rust": b"fn main() {}\n",
    }
    built = build(find(languages[name]), {"good": good[name], **broken})
    assert built["good"].program
    assert built["good"].diagnostics == ()
    for each in broken:
        assert built[each].program is None
        assert built[each].diagnostics


def test_a_linter_that_fails_without_a_word_about_a_sample_is_an_error(languages):
    found = find(languages["curl"])
    check = {
        "name": "bash",
        "command": ["bash", "-c", "echo broken >&2; exit 3"],
        "complaint": "^(?P<file>x)$",
    }
    broken = replace(found, checks=(check,))
    with pytest.raises(GeneratorError, match=r"bash ended with 3 \(exited\) and named no file: broken"):
        clean(broken, {"one": b""})


# Installing


def test_nothing_is_installed_twice(languages):
    steps = []
    assert install(languages.values(), steps.append) == []
    assert steps == []


def test_what_cannot_be_installed_is_one_line_and_stops_no_other_step(languages, monkeypatch, tmp_path):
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\necho 'E: no network' >&2\nexit 100\n")
    query = tmp_path / "dpkg-query"
    query.write_text("#!/bin/sh\n[ \"$3\" = bubblewrap ] || printf 'install ok installed'\n")
    for tool in (apt, query):
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    steps = []
    problems = install([languages["go"]], steps.append)
    assert steps == ["apt-get install bubblewrap"]
    assert problems == ["apt-get update: E: no network"]


def test_without_root_what_is_missing_is_said(languages, monkeypatch, tmp_path):
    query = tmp_path / "dpkg-query"
    query.write_text("#!/bin/sh\nexit 1\n")
    query.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) + ":/bin")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("generator.proving.toolchains.install.shutil.which",
                        lambda name: None if name == "sudo" else f"/usr/bin/{name}")  # fmt: skip
    assert install([languages["curl"]], [].append) == [
        "needs root: apt-get install bubblewrap util-linux curl zsh"
    ]


def test_installed_files_may_be_read_by_all(languages):
    found = find(languages["csharp"])
    assert found.command.stat().st_mode & stat.S_IXOTH


def test_an_interpreter_outside_usr_is_shown_to_the_sandbox(languages, run, monkeypatch, tmp_path):
    """As with pyenv, conda or uv: the installation's folder is mounted where it is."""
    folder = tmp_path / "private" / "python"
    (folder / "bin").mkdir(parents=True)
    shutil.copy("/usr/bin/bash", folder / "bin" / "shell")
    found = find(languages["curl"])
    table = {**found.table, "run": ["{command}", "{file}"]}
    other = replace(found, command=folder / "bin" / "shell", table=table)
    (built,) = build(other, {"one": b"echo $BASH"}).values()
    assert isinstance(built.program, Program)
    assert run(built.program).stdout == f"{folder}/bin/shell\n".encode()
