package io.millrace.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import reactor.core.publisher.Mono;

@AnalyzeClasses(packages = "io.millrace.worker", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule noOtherApp =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.millrace.ingest..",
              "io.millrace.streams..",
              "io.millrace.projection..",
              "io.millrace.infra..",
              "io.millrace.ops..");

  @ArchTest
  static final ArchRule noDatabase =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("java.sql..", "io.r2dbc..");

  @ArchTest
  static final ArchRule featuresHaveNoCycles =
      slices().matching("io.millrace.worker.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule neverBlocks =
      noClasses()
          .should()
          .callMethod(Mono.class, "block")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule timeIsInjected = noClasses().should().callMethod(Instant.class, "now");

  @ArchTest static final ArchRule noStandardStreams = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest static final ArchRule noUtilLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
