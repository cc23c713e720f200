package io.millrace.ingest.openapi;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document. It is written by hand, as YAML; tests hold it against the router. */
final class ApiDocument {

  private static final ClassPathResource SOURCE = new ClassPathResource("openapi/openapi.yaml");

  /** The file is ours; SnakeYAML's own limit is against files of others. */
  private static final int MOST_ALIASES = 1_000;

  private ApiDocument() {}

  /** The document as JSON. Reads a file. */
  static byte[] json() throws IOException {
    try (InputStream yaml = SOURCE.getInputStream()) {
      LoaderOptions options = new LoaderOptions();
      options.setMaxAliasesForCollections(MOST_ALIASES);
      Object document = new Yaml(new SafeConstructor(options)).load(yaml);
      return JsonMapper.shared().writeValueAsBytes(document);
    }
  }
}
