package io.millrace.ingest;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the app says about itself, with the official schemas to hold it against. */
final class OpenApiDocument {

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** The official schema, from the jar of a parser. */
  private static final String OFFICIAL = "/openapi/schemas/v3.1/schema.yaml";

  private final JsonNode root;

  OpenApiDocument(JsonNode root) {
    this.root = root;
  }

  /**
   * One operation.
   *
   * @param shared what all operations of its path have in common
   */
  record Operation(Route route, JsonNode json, JsonNode shared) {

    String id() {
      return json.get("operationId").stringValue();
    }

    boolean isPublic() {
      return json.has("security") && json.get("security").isEmpty();
    }
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (!method.getKey().equals("parameters")) {
          Route route = new Route(method.getKey().toUpperCase(), path.getKey());
          operations.add(new Operation(route, method.getValue(), path.getValue()));
        }
      }
    }
    return operations;
  }

  /** Where the document breaks OpenAPI's schema, or one of its schemas JSON Schema's. */
  List<String> violations() throws IOException {
    List<String> violations = new ArrayList<>();
    try (InputStream official = OpenApiDocument.class.getResourceAsStream(OFFICIAL)) {
      Schema schema = SCHEMAS.getSchema(official, InputFormat.YAML);
      schema.validate(root).forEach(error -> violations.add(error.toString()));
    }
    Schema meta =
        SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    for (Map.Entry<String, JsonNode> schema : root.at("/components/schemas").properties()) {
      meta.validate(schema.getValue())
          .forEach(error -> violations.add(schema.getKey() + ": " + error));
    }
    for (String reference : references(root, new ArrayList<>())) {
      if (root.at(reference.substring(1)).isMissingNode()) {
        violations.add("nothing is at " + reference);
      }
    }
    if (root.toString().contains(":null")) {
      violations.add("a null, which is what a comma makes of an unquoted text in a flow mapping");
    }
    return violations;
  }

  /** What is wrong with a value, by a schema of this document. */
  List<Error> errors(JsonNode schema, JsonNode value) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.set("components", root.get("components"));
    whole.putArray("allOf").add(schema);
    return SCHEMAS.getSchema(whole).validate(value);
  }

  /** What a reference refers to, or the node itself. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").stringValue().substring(1)) : node;
  }

  private static List<String> references(JsonNode node, List<String> found) {
    if (node.isObject() && node.path("$ref").isString()) {
      found.add(node.get("$ref").stringValue());
    }
    node.forEach(child -> references(child, found));
    return found;
  }
}
