package io.millrace.projection.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;

/** Files of Swagger UI, whichever version is on the class path. */
final class SwaggerUi {

  private static final String VERSION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private SwaggerUi() {}

  /** One file. Reads the jar. */
  static byte[] file(String name) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = new ClassPathResource(VERSION).getInputStream()) {
      properties.load(in);
    }
    String folder = "META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version");
    return new ClassPathResource(folder + "/" + name).getContentAsByteArray();
  }
}
