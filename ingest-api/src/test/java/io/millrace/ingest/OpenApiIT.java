package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.OpenApiDocument.Operation;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document says what the app does: all of it, and nothing else. */
class OpenApiIT {

  /** Served by the actuator, not by the router. */
  private static final Set<Route> ACTUATOR =
      Set.of(new Route("GET", "/ready"), new Route("GET", "/metrics"));

  private String secret;
  private final TestApp app = TestApp.shared();
  private final OpenApiDocument document =
      new OpenApiDocument(TestApp.tree(app.get("/openapi.json")));

  @Test
  void document_isValid() throws IOException {
    assertThat(document.violations()).isEmpty();
  }

  @Test
  void document_hasEveryRouteAndNoOther() {
    Set<String> routes =
        Route.all(app.router()).stream()
            .filter(route -> !route.path().startsWith("/docs"))
            .map(Route::toString)
            .collect(Collectors.toCollection(TreeSet::new));
    ACTUATOR.forEach(route -> routes.add(route.toString()));

    assertThat(document.operations().stream().map(operation -> operation.route().toString()))
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void examples_areAnsweredAsDocumented() {
    FakeWorker.shared();
    for (Operation operation : inOrder()) {
      List<JsonNode> examples = examples(operation);
      for (JsonNode example : examples) {
        assertThat(document.errors(content(operation.json().get("requestBody")), example))
            .as("%s: example by its schema", operation.id())
            .isEmpty();
        HttpResponse<String> response =
            send(
                operation,
                BodyPublishers.ofString(example.toString()),
                TestApp.DEMO_KEY,
                signed(operation, example));
        assertThat(response.statusCode()).as(operation.id() + response.body()).isLessThan(300);
        if (operation.id().equals("createSource")) {
          secret = TestApp.tree(response).get("secret").stringValue();
        }
        documented(operation, response);
      }
      if (examples.isEmpty()) {
        documented(operation, send(operation, BodyPublishers.noBody(), TestApp.DEMO_KEY));
      }
    }
  }

  @Test
  void refusals_areAnsweredAsDocumented() {
    for (Operation operation : document.operations()) {
      if (!operation.isPublic()) {
        documented(operation, send(operation, BodyPublishers.noBody(), null), 401);
        documented(operation, send(operation, BodyPublishers.noBody(), TestApp.READ_KEY), 403);
        if (operation.json().has("requestBody")) {
          documented(operation, send(operation, BodyPublishers.ofString("{"), TestApp.DEMO_KEY));
          documented(
              operation,
              send(operation, BodyPublishers.ofString("{\"tenantId\":7}"), TestApp.DEMO_KEY));
        }
      }
    }
  }

  @Test
  void page_isServedWithAStrictPolicyAndAsksNobodyElse() {
    HttpResponse<String> page = app.get("/docs");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'");
    assertThat(page.body()).doesNotContain("http://", "https://", "style=", "<script>");
    for (String file : List.of("docs.js", "swagger-ui.css", "swagger-ui-bundle.js")) {
      assertThat(page.body()).contains("docs/" + file);
      assertThat(app.get("/docs/" + file).statusCode()).as(file).isEqualTo(200);
    }
    RefusalsIT.problem(app.get("/docs/index.html"), 404, "not-found");
  }

  /** What is made is there for what needs it, and taken away last. */
  private List<Operation> inOrder() {
    List<Operation> operations = new ArrayList<>(document.operations());
    operations.sort(
        Comparator.comparing((Operation operation) -> operation.id().equals("deleteSource"))
            .thenComparing(operation -> !operation.id().equals("createSource"))
            .thenComparing(operation -> !operation.id().equals("createKey"))
            .thenComparing(operation -> operation.id().equals("pauseSource")));
    return operations;
  }

  /** The header GitHub signs a delivery with, which is the example's scheme. */
  private String[] signed(Operation operation, JsonNode body) {
    if (!operation.id().equals("deliverWebhook")) {
      return new String[0];
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature = mac.doFinal(body.toString().getBytes(StandardCharsets.UTF_8));
      return new String[] {"X-Hub-Signature-256", "sha256=" + HexFormat.of().formatHex(signature)};
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> send(
      Operation operation, BodyPublisher body, String key, String... more) {
    List<String> headers = new ArrayList<>(List.of("Content-Type", "application/json"));
    headers.addAll(List.of(more));
    if (key != null && !operation.isPublic()) {
      headers.addAll(List.of("Authorization", "Bearer " + key));
    }
    String path = operation.route().path();
    for (JsonNode parameter : parameters(operation)) {
      String name = parameter.get("name").stringValue();
      if (parameter.get("in").stringValue().equals("path")) {
        path = path.replace("{" + name + "}", parameter.get("example").stringValue());
      } else if (parameter.has("example")) {
        headers.addAll(List.of(name, parameter.get("example").stringValue()));
      }
    }
    return app.send(operation.route().method(), path, body, headers.toArray(String[]::new));
  }

  private List<JsonNode> parameters(Operation operation) {
    List<JsonNode> parameters = new ArrayList<>();
    operation.shared().path("parameters").forEach(node -> parameters.add(document.resolved(node)));
    operation.json().path("parameters").forEach(node -> parameters.add(document.resolved(node)));
    return parameters;
  }

  private static List<JsonNode> examples(Operation operation) {
    List<JsonNode> examples = new ArrayList<>();
    for (JsonNode media : operation.json().at("/requestBody/content")) {
      media.path("examples").forEach(example -> examples.add(example.get("value")));
    }
    return examples;
  }

  private static JsonNode content(JsonNode body) {
    return body.get("content").iterator().next().get("schema");
  }

  private void documented(Operation operation, HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(operation.id() + response.body()).isEqualTo(status);
    documented(operation, response);
  }

  private void documented(Operation operation, HttpResponse<String> response) {
    String what = operation.id() + " " + response.statusCode() + " " + response.body();
    JsonNode answer = operation.json().get("responses").get("" + response.statusCode());
    assertThat(answer).as("documented: %s", what).isNotNull();
    JsonNode contents = document.resolved(answer).path("content");
    if (contents.isEmpty()) {
      assertThat(response.body()).as(what).isEmpty();
      return;
    }
    String type = response.headers().firstValue("Content-Type").orElse("").split(";")[0];
    assertThat(contents.propertyNames()).as(what).contains(type);
    if (type.endsWith("json")) {
      JsonNode schema = contents.get(type).get("schema");
      assertThat(document.errors(schema, TestApp.tree(response))).as(what).isEmpty();
    }
    for (Map.Entry<String, JsonNode> header :
        document.resolved(answer).path("headers").properties()) {
      if (header.getKey().equals("WWW-Authenticate")) {
        assertThat(response.headers().firstValue(header.getKey())).as(what).isPresent();
      }
    }
  }
}
