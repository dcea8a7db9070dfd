// The compiler for a batch of C# samples: one process, one compilation a sample.
//
// Standard input: one JSON object a line, {"source": path, "name": file name for messages, "output":
// path of the .dll}. Standard output: one JSON object a line as each is done, {"output", "ok",
// "diagnostics": ["sample.cs(3,9): error CS0029: ..."]}. Nothing of a sample is run here: no analyzer,
// no source generator, no project file is loaded.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

public sealed record Job(string source, string name, string output);

public static class Driver
{
    // What the SDK does for a console program with <ImplicitUsings>enable</ImplicitUsings>.
    static readonly string[] ImplicitUsings =
    {
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http",
        "System.Threading", "System.Threading.Tasks",
    };

    static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.None);

    // Warnings as the SDK's default: level 5 and above is "latest"; nullable is on.
    static readonly CSharpCompilationOptions Options = new(
        OutputKind.ConsoleApplication,
        optimizationLevel: OptimizationLevel.Debug,
        nullableContextOptions: NullableContextOptions.Enable,
        warningLevel: 9999,
        concurrentBuild: false,
        deterministic: true);

    public static int Main()
    {
        var usings = CSharpSyntaxTree.ParseText(
            string.Concat(ImplicitUsings.Select(name => $"global using global::{name};")), Parsing);
        var references = References().ToArray();
        var jobs = Lines().Select(line => JsonSerializer.Deserialize<Job>(line)!);
        var gate = new object();
        Parallel.ForEach(jobs, job =>
        {
            var said = JsonSerializer.Serialize(Compile(job, usings, references));
            lock (gate)
            {
                Console.Out.WriteLine(said);
                Console.Out.Flush();
            }
        });
        return 0;
    }

    static IEnumerable<string> Lines()
    {
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        while (input.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    static IEnumerable<MetadataReference> References()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return Directory.GetFiles(framework, "*.dll")
            .Where(file => Path.GetFileName(file) is var name
                && (name.StartsWith("System.") || name is "Microsoft.CSharp.dll" or "netstandard.dll"))
            .Select(file => MetadataReference.CreateFromFile(file));
    }

    static object Compile(Job job, SyntaxTree usings, MetadataReference[] references)
    {
        try
        {
            using var source = File.OpenRead(job.source);
            // UTF-8 with the encoding kept, since a .pdb stores the checksum of the text.
            var tree = CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), Parsing, job.name);
            var compilation = CSharpCompilation.Create(
                Path.GetFileNameWithoutExtension(job.output), new[] { tree, usings }, references, Options);
            using var program = new MemoryStream();
            using var symbols = new MemoryStream();
            var result = compilation.Emit(program, symbols, options: new EmitOptions(
                debugInformationFormat: DebugInformationFormat.PortablePdb));
            if (result.Success)
            {
                File.WriteAllBytes(job.output, program.ToArray());
                File.WriteAllBytes(Path.ChangeExtension(job.output, ".pdb"), symbols.ToArray());
            }
            var diagnostics = result.Diagnostics
                .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
                .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(diagnostic => diagnostic.ToString());
            return new { job.output, ok = result.Success, diagnostics };
        }
        catch (Exception error)
        {
            // One source that the compiler cannot bear (nesting, size) must not end the batch.
            return new { job.output, ok = false, diagnostics = new[] { $"{job.name}(1,1): error: {error.Message}" } };
        }
    }
}
