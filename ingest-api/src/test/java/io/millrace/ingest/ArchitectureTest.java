package io.millrace.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@AnalyzeClasses(
    packages = "io.millrace.ingest",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule dependsOnNoOtherApp =
      noClasses()
          .that()
          .resideInAPackage("io.millrace.ingest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.millrace.streams..",
              "io.millrace.worker..",
              "io.millrace.projection..",
              "io.millrace.infra..");

  @ArchTest
  static final ArchRule needsNoDatabase =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "io.r2dbc..", "org.postgresql..");

  @ArchTest
  static final ArchRule neverBlocksAReactiveType =
      noClasses()
          .should()
          .callMethod(Mono.class, "block")
          .orShould()
          .callMethod(Mono.class, "block", Duration.class)
          .orShould()
          .callMethod(Flux.class, "blockFirst")
          .orShould()
          .callMethod(Flux.class, "blockLast");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.millrace.ingest.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule logsThroughSlf4j =
      GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest
  static final ArchRule printsNothing =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
