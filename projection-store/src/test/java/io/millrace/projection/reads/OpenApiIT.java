package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.reads.OpenApiDocument.Operation;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document says what the app does: all of it, and nothing else. */
class OpenApiIT {

  private final ReadApp app = ReadApp.shared();
  private final OpenApiDocument document =
      new OpenApiDocument(app.anonymous(null).get("/openapi.json").json());

  @Test
  void document_isValid() throws IOException {
    assertThat(document.violations()).isEmpty();
  }

  @Test
  void document_hasEveryRouteAndNoOther() {
    Set<String> routes =
        Route.all(app.router()).stream()
            .filter(route -> !route.path().matches("/(docs|dashboard)?(/.*)?"))
            .map(Route::toString)
            .collect(Collectors.toCollection(TreeSet::new));
    routes.add(new Route("GET", "/metrics").toString());

    assertThat(document.operations().stream().map(operation -> operation.route().toString()))
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void answers_areAsDocumented() {
    app.store("docs", "north", "Europe/London", "GBP");
    app.quarter("docs", "north", "GBP", "2026-03-29T10:00:00Z", 3, 4_711);
    ReadClient knows = app.client("docs", "read", "ops");
    for (Operation operation : document.operations()) {
      if (!Set.of("live", "chatStream").contains(operation.id())) {
        assertThat(documented(operation, knows)).as(operation.id()).isIn(200, 404, 503);
      }
      if (!operation.isPublic()) {
        assertThat(documented(operation, app.anonymous(null))).isEqualTo(401);
        assertThat(documented(operation, app.client("docs", "write"))).isEqualTo(403);
      }
    }
  }

  @Test
  void page_isServedWithAStrictPolicyAndAsksNobodyElse() {
    ReadClient.Answer page = app.anonymous(null).get("/docs");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
    assertThat(page.body()).doesNotContain("http://", "https://", "style=", "<script>");
    for (String file : List.of("docs.js", "swagger-ui.css", "swagger-ui-bundle.js")) {
      assertThat(page.body()).contains("docs/" + file);
      assertThat(app.anonymous(null).get("/docs/" + file).status()).as(file).isEqualTo(200);
    }
  }

  /** Sends the operation's example and answers the status, once its body was held to its schema. */
  private int documented(Operation operation, ReadClient client) {
    ReadClient.Answer answer = send(operation, client);
    String what = operation.id() + " " + answer.status() + " " + answer.body();
    JsonNode response = operation.json().get("responses").get("" + answer.status());
    assertThat(response).as("documented: %s", what).isNotNull();
    JsonNode contents = document.resolved(response).path("content");
    String type = answer.header("Content-Type").split(";")[0];
    assertThat(contents.propertyNames()).as(what).contains(type);
    if (type.endsWith("json")) {
      assertThat(document.errors(contents.get(type).get("schema"), answer.json()))
          .as(what)
          .isEmpty();
    }
    document
        .resolved(response)
        .path("headers")
        .propertyNames()
        .forEach(name -> assertThat(answer.header(name)).as(what + name).isNotNull());
    return answer.status();
  }

  private ReadClient.Answer send(Operation operation, ReadClient client) {
    String path = operation.route().path();
    String query = "?";
    List<String> headers = new ArrayList<>(List.of("Content-Type", "application/json"));
    for (JsonNode each : operation.json().path("parameters")) {
      JsonNode parameter = document.resolved(each);
      if (parameter.has("example")) {
        String name = parameter.get("name").stringValue();
        String value = parameter.get("example").stringValue();
        path = path.replace("{" + name + "}", value);
        query += parameter.get("in").stringValue().equals("query") ? name + "=" + value : "";
        if (parameter.get("in").stringValue().equals("header")) {
          headers.addAll(List.of(name, value));
        }
      }
    }
    JsonNode body =
        operation.json().at("/requestBody/content/application~1json/examples/scan/value");
    return client.send(
        client
            .request(path + query, headers.toArray(String[]::new))
            .method(
                operation.route().method(),
                body.isMissingNode()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.toString())));
  }
}
