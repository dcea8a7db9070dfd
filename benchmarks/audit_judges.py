"""What the tools of a language say of samples: bash, CPython, V8, PHP, Ruby, javac's parser, Go, Roslyn."""

import ast
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

SUFFIXES = {
    "bash": "sh", "python": "py", "javascript": "js", "php": "php", "ruby": "rb", "java": "java", "go": "go",
    "csharp": "cs",
}  # fmt: skip
V8 = """
const vm = require('vm');
const fs = require('fs');
for (const name of process.argv.slice(1)) {
  const text = fs.readFileSync(name, 'utf8');
  let good = true;
  try { new vm.SourceTextModule(text); } catch { try { new vm.Script(text); } catch { good = false; } }
  console.log(good ? 'good' : 'bad');
}
"""
PARSER = """
import com.sun.source.util.JavacTask;
import java.net.URI;
import java.nio.file.*;
import javax.tools.*;

public class Parser {
    static boolean parses(String text) throws Exception {
        var file = new SimpleJavaFileObject(URI.create("string:///X.java"), JavaFileObject.Kind.SOURCE) {
            public CharSequence getCharContent(boolean ignored) { return text; }
        };
        var found = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var task = compiler.getTask(null, null, found, null, null, java.util.List.of(file));
        ((JavacTask) task).parse();
        return found.getDiagnostics().stream().noneMatch(each -> each.getKind() == Diagnostic.Kind.ERROR);
    }

    public static void main(String[] names) throws Exception {
        for (var name : names) {
            var text = Files.readString(Path.of(name));
            var imports = new StringBuilder();
            var rest = new StringBuilder();
            for (var line : text.split("\\n", -1)) {
                var isImport = line.matches("\\\\s*(import|package)\\\\b.*;\\\\s*(//.*)?");
                (isImport ? imports : rest).append(line).append("\\n");
            }
            var member = imports + "class X {\\n" + rest + "\\n}";
            var statement = imports + "class X { void x() throws Exception {\\n" + rest + "\\n} }";
            System.out.println(parses(text) || parses(member) || parses(statement) ? "good" : "bad");
        }
    }
}
"""


def verdicts(language: str, texts: Sequence[str]) -> list[bool]:
    """What the language's own tool says of each text: True where it has nothing against it."""
    if language in ("go", "csharp"):
        return _compiled(language, texts)
    if language == "python":
        return [_is_python(text) for text in texts]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"s{index}.{SUFFIXES[language]}" for index in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, "utf-8")
        if language == "bash":
            return [not _said("bash", "-c", 'bash -n "$0" 2>&1', str(file)) for file in files]
        if language == "php":
            said = _said("php", "-d", "display_errors=1", "-l", *map(str, files))
            return [f"No syntax errors detected in {file}" in said for file in files]
        if language == "javascript":
            said = _said("node", "--no-warnings", "--experimental-vm-modules", "-e", V8, *map(str, files))
        elif language == "ruby":
            script = (
                "ARGV.each { |file| begin; RubyVM::InstructionSequence.compile(File.read(file)); puts :good;"
                " rescue SyntaxError, StandardError; puts :bad; end }"
            )
            said = _said("ruby", "-W0", "-e", script, *map(str, files))
        else:
            (folder / "Parser.java").write_text(PARSER, "utf-8")
            said = _said("java", str(folder / "Parser.java"), *map(str, files))
        return [line == "good" for line in said.splitlines()]


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "sample.py", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return False
    return True


def _compiled(language: str, texts: Sequence[str]) -> list[bool]:
    from generator.proving.toolchains import Missing, build, find
    from generator.rendering import load_languages

    toolchain = find(load_languages()[language])
    if isinstance(toolchain, Missing):
        sys.exit(f"{toolchain.what} is missing: {toolchain.remedy}")
    builds = build(toolchain, {str(index): text.encode() for index, text in enumerate(texts)})
    return [builds[str(index)].program is not None for index in range(len(texts))]


def _said(*words: str) -> str:
    run = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    return run.stdout
