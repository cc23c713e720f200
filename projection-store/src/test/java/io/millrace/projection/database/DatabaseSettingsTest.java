package io.millrace.projection.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.sink.Projection;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.ClassUtils;

class DatabaseSettingsTest {

  private static final String URL = "postgresql://user:secret@localhost:5432/db";

  /** One while it migrates and one while a job runs. */
  private static final int MAINTENANCE = 2;

  private static final int MOST_OF_AN_INSTANCE = 49;

  @Test
  void defaults_giveEachSinkAConnectionAndLeaveSomeToOtherInstances() {
    DatabaseSettings settings = defaults();

    assertThat(sinks()).as("as README.md says").isEqualTo(17);
    assertThat((long) settings.sinkConnections()).isGreaterThan(sinks());
    assertThat(settings.readConnections() + settings.sinkConnections() + MAINTENANCE)
        .isLessThanOrEqualTo(MOST_OF_AN_INSTANCE);
  }

  @Test
  void defaults_areThoseOfTheYaml() throws IOException {
    StandardEnvironment yaml = new StandardEnvironment();
    for (PropertySource<?> source :
        new YamlPropertySourceLoader()
            .load("yaml", new ClassPathResource("projection-store.yml"))) {
      yaml.getPropertySources().addLast(source);
    }
    DatabaseSettings settings = Binder.get(yaml).bind("database", DatabaseSettings.class).get();

    assertThat(settings).usingRecursiveComparison().ignoringFields("url").isEqualTo(defaults());
  }

  private static long sinks() {
    return new ClassPathScanningCandidateComponentProvider(true)
        .findCandidateComponents("io.millrace.projection").stream()
            .map(BeanDefinition::getBeanClassName)
            .map(name -> ClassUtils.resolveClassName(name, null))
            .filter(Projection.class::isAssignableFrom)
            .count();
  }

  private static DatabaseSettings defaults() {
    return new Binder(new MapConfigurationPropertySource(Map.of("database.url", URL)))
        .bind("database", DatabaseSettings.class)
        .get();
  }
}
