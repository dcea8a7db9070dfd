import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Does what samples do, against a server of its own: Warm KEYS TRUSTED PASSWORD, where the store
 * KEYS holds its key, and TRUSTED whom to trust.
 */
class Warm {
  public static void main(String[] args) throws Exception {
    System.setProperty("javax.net.ssl.trustStore", args[1]);
    System.setProperty("javax.net.ssl.trustStorePassword", args[2]);
    HttpsServer server = server(new File(args[0]), args[2].toCharArray());
    String url = "https://localhost:" + server.getAddress().getPort() + "/";
    try {
      send(url);
    } finally {
      server.stop(0);
    }
    try {
      send(url);
      throw new IllegalStateException("a server that is gone answers");
    } catch (ExecutionException expected) {
      expected.printStackTrace();
    }
  }

  private static void send(String url) throws Exception {
    var form = new LinkedHashMap<>(Map.of("name", System.getenv().getOrDefault("NAME", "a value")));
    var body = new StringJoiner("&");
    for (var field : form.entrySet()) {
      body.add(encode(field.getKey()) + "=" + encode(field.getValue()));
    }
    String credentials = Base64.getEncoder().encodeToString("a:b".getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder()
            .uri(URI.create(url))
            .header("Authorization", "Basic " + credentials)
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient()
            .sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
            .get(60, TimeUnit.SECONDS); // a busy machine answers late
    System.out.writeBytes(response.body());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static HttpsServer server(File store, char[] password) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(store, password), password);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", Warm::answer);
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 2);
      exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
    }
  }
}
