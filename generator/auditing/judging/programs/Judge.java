// Prints what javac refuses, a line for each: "file:line: code: message". No file is compiled to a class or run.
import com.sun.source.util.JavacTask;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

public class Judge {
    public static void main(String[] paths) throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            for (var path : paths) {
                var text = Files.readString(Path.of(path));
                var source = new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignored) {
                        return text;
                    }

                    @Override
                    public boolean isNameCompatible(String name, JavaFileObject.Kind kind) {
                        return true;
                    }
                };
                var found = new DiagnosticCollector<JavaFileObject>();
                var task = compiler.getTask(null, files, found, List.of("-proc:none"), null, List.of(source));
                try {
                    ((JavacTask) task).analyze();
                } catch (RuntimeException | Error error) {
                    continue; // one source that the compiler cannot bear must not end the batch
                }
                for (var each : found.getDiagnostics()) {
                    if (each.getKind() == Diagnostic.Kind.ERROR) {
                        var message = each.getMessage(Locale.ROOT).lines().findFirst().orElse("");
                        System.out.println(path + ":" + each.getLineNumber() + ": " + each.getCode() + ": " + message);
                    }
                }
            }
        }
    }
}
