// System.getenv("X_@TOKEN@") (so that whatever this starts can be found)
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

public class Hostile {
  public static void main(String[] args) throws Exception {
    for (var name : new String[] {"@FOLDER@/made", "@FOLDER@/page.md", "/tmp/@TOKEN@"}) {
      try {
        Files.writeString(Path.of(name), "broken");
      } catch (Exception ignored) {
      }
    }
    var request =
        HttpRequest.newBuilder(URI.create("https://api.acme.dev/v1/items"))
            .header("Authorization", "Bearer " + Files.exists(Path.of("@FOLDER@/secret.txt")))
            .build();
    var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(response.body());
    for (int count = 0; count < 200; count++) {
      try {
        new ProcessBuilder("sleep", "60").start();
      } catch (Exception ignored) {
      }
    }
    Thread.sleep(60_000);
  }
}
