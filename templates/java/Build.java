import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles FOLDER/Sample.java into FOLDER/sample.jar for each FOLDER that is named, in one process. What
 * the compiler has to say, warnings included, goes to standard output as FOLDER/Sample.java:LINE: text.
 */
class Build {
  // The oldest Java that samples are for; no annotation processor runs, and nothing is read but the JDK.
  private static final List<String> OPTIONS =
      List.of("--release", "17", "-encoding", "UTF-8", "-proc:none", "-Xlint:all", "-g:source,lines");

  public static void main(String[] folders) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      for (String folder : folders) {
        compile(compiler, files, Path.of(folder));
      }
    }
  }

  private static void compile(JavaCompiler compiler, StandardJavaFileManager files, Path folder)
      throws IOException {
    Path source = folder.resolve("Sample.java");
    Path classes = Files.createDirectory(folder.resolve("classes"));
    files.setLocationFromPaths(javax.tools.StandardLocation.CLASS_OUTPUT, List.of(classes));
    files.setLocationFromPaths(javax.tools.StandardLocation.CLASS_PATH, List.of());
    var said = new DiagnosticCollector<JavaFileObject>();
    var units = files.getJavaFileObjects(source);
    boolean isCompiled = compiler.getTask(null, files, said, OPTIONS, null, units).call();
    for (Diagnostic<?> each : said.getDiagnostics()) {
      String text = each.getMessage(Locale.ROOT).lines().findFirst().orElse("");
      System.out.println(source + ":" + Math.max(1, each.getLineNumber()) + ": " + text);
    }
    if (isCompiled) {
      pack(classes, folder.resolve("sample.jar"));
    }
  }

  private static void pack(Path classes, Path archive) throws IOException {
    try (var jar = new JarOutputStream(Files.newOutputStream(archive));
        var paths = Files.walk(classes)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, jar);
      }
    } catch (UncheckedIOException error) {
      throw error.getCause();
    }
  }
}
