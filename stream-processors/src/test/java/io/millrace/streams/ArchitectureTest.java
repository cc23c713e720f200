package io.millrace.streams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Random;
import java.util.UUID;

@AnalyzeClasses(
    packages = "io.millrace.streams",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] TOPOLOGIES = {
    "..streams.projection..",
    "..streams.receipt..",
    "..streams.sales..",
    "..streams.product..",
    "..streams.breakdown..",
    "..streams.shift..",
    "..streams.stock..",
    "..streams.stockalert..",
    "..streams.webhook..",
    "..streams.chat..",
    "..streams.notification..",
    "..streams.ai..",
    "..streams.assistant..",
    "..streams.deadletter.."
  };

  @ArchTest
  static final ArchRule app_dependsOnNoOtherApp =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.millrace.ingest..",
              "io.millrace.worker..",
              "io.millrace.projection..",
              "io.millrace.infra..",
              "io.millrace.loadtest..");

  @ArchTest
  static final ArchRule topologies_knowNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(TOPOLOGIES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..", "io.micrometer..", "reactor..", "..streams.runtime..");

  @ArchTest
  static final ArchRule topologies_neverReadTheWallClock =
      noClasses()
          .that()
          .resideInAnyPackage(TOPOLOGIES)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(OffsetDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callConstructor(Date.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Random.class, UUID.class)
          .because("a replay must give the same rows");

  @ArchTest
  static final ArchRule app_logsWithSlf4j =
      GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest
  static final ArchRule app_printsNothing =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule features_haveNoCycles =
      SlicesRuleDefinition.slices().matching("io.millrace.streams.(*)..").should().beFreeOfCycles();
}
