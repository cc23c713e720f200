package io.millrace.projection;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.millrace.projection.sink.Projection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Statement;

@AnalyzeClasses(
    packages = "io.millrace.projection",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule OTHER_APPS_STAY_OUT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.millrace.ingest..",
              "io.millrace.streams..",
              "io.millrace.worker..",
              "io.millrace.infra..");

  @ArchTest
  static final ArchRule LOGS_GO_THROUGH_SLF4J =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

  @ArchTest
  static final ArchRule NOTHING_PRINTS = noClasses().should().accessField(System.class, "out");

  @ArchTest
  static final ArchRule DATABASE_ACCESS_HAS_ITS_PLACES =
      noClasses()
          .that(
              not(
                  resideInAPackage("..database..")
                      .or(resideInAPackage("..sink.."))
                      .or(resideInAPackage("..query.."))
                      .or(simpleNameEndingWith("Sink"))
                      .or(simpleNameEndingWith("Query"))))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.r2dbc..", "org.springframework.r2dbc..")
                  .and(not(assignableTo(R2dbcException.class))));

  /** Lag is counted in the topics a projection names. */
  @ArchTest
  static final ArchRule WHO_COVERS_OTHER_FACTS_NAMES_THEIR_TOPICS =
      classes()
          .that()
          .implement(Projection.class)
          .should(
              new ArchCondition<>("have inputs where they have covers") {
                @Override
                public void check(JavaClass projection, ConditionEvents events) {
                  if (has(projection, "covers") && !has(projection, "inputs")) {
                    events.add(
                        SimpleConditionEvent.violated(
                            projection, projection.getName() + " has covers, but no inputs"));
                  }
                }

                private static boolean has(JavaClass type, String method) {
                  return type.getMethods().stream().anyMatch(each -> each.getName().equals(method));
                }
              });

  /** The driver runs them one by one: a tenth of the speed of arrays. */
  @ArchTest
  static final ArchRule STATEMENTS_ARE_NOT_BATCHED_ONE_BY_ONE =
      noClasses().should().callMethod(Statement.class, "add");

  @ArchTest
  static final ArchRule SINKS_KNOW_NO_WEB =
      noClasses()
          .that()
          .resideInAPackage("..sink..")
          .or()
          .haveSimpleNameEndingWith("Sink")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.web..", "org.springframework.http..");
}
