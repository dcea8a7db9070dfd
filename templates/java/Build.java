import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles FOLDER/Sample.java into FOLDER/sample.jar for each FOLDER that is named, in one process.
 *
 * <p>As with "java Sample.java", its first class is the program, whatever its name. What the
 * compiler has to say goes to standard output as "FOLDER/Sample.java:LINE: text".
 */
class Build {
  // The oldest Java that samples are for. No annotation processor runs.
  private static final List<String> OPTIONS =
      List.of("--release", "17", "-proc:none", "-Xlint:all", "-g:source,lines");

  public static void main(String[] folders) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of());
      for (String folder : folders) {
        Path source = Path.of(folder, "Sample.java");
        Path classes = Files.createDirectories(Path.of(folder, "classes"));
        files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
        var said = new DiagnosticCollector<JavaFileObject>();
        var unit = List.of(new AnyName(files.getJavaFileObjects(source).iterator().next()));
        var task =
            (JavacTask) compiler.getTask(Writer.nullWriter(), files, said, OPTIONS, null, unit);
        String program = null;
        boolean isCompiled = true;
        try {
          program = compile(task);
        } catch (StackOverflowError | RuntimeException error) {
          System.out.println(source + ":1: the compiler cannot bear this source: " + error);
        }
        for (Diagnostic<?> each : said.getDiagnostics()) {
          isCompiled &= each.getKind() != Diagnostic.Kind.ERROR;
          String text = each.getMessage(Locale.ROOT).lines().findFirst().orElse("");
          System.out.println(source + ":" + Math.max(1, each.getLineNumber()) + ": " + text);
        }
        if (isCompiled && program != null) {
          pack(program, classes, Path.of(folder, "sample.jar"));
        }
      }
    }
  }

  /** Writes the classes; gives the name of the first, or null if there is none. */
  private static String compile(JavacTask task) throws IOException {
    String program = null;
    for (CompilationUnitTree unit : task.parse()) {
      for (var type : unit.getTypeDecls()) {
        if (program == null && type instanceof ClassTree first) {
          String before = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
          program = before + first.getSimpleName();
        }
      }
    }
    task.generate();
    return program;
  }

  private static void pack(String program, Path classes, Path archive) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, program);
    try (var jar = new JarOutputStream(Files.newOutputStream(archive), manifest);
        var paths = Files.walk(classes)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        Files.copy(path, jar);
      }
    }
  }

  /** A source file whose public class may have a name of its own. */
  private static class AnyName extends ForwardingJavaFileObject<JavaFileObject> {
    AnyName(JavaFileObject source) {
      super(source);
    }

    @Override
    public boolean isNameCompatible(String name, Kind kind) {
      return kind == Kind.SOURCE;
    }
  }
}
