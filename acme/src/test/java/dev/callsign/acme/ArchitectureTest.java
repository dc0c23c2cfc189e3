package dev.callsign.acme;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(
    packages = "dev.callsign.acme",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theAgentKnowsTheCoreButNoDirectoryAndNoLab =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.callsign.directory..", "dev.callsign.lab..", "io.quarkus..");

  @ArchTest
  static final ArchRule onlyOrdersSpeakAcme =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.callsign.acme.order")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.shredzone..");

  @ArchTest
  static final ArchRule onlyChallengesSpeakDns =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.callsign.acme.challenge")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.xbill..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("dev.callsign.acme.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatCommandsShareKnowsNoCommand =
      noClasses()
          .that()
          .resideInAnyPackage("dev.callsign.acme.cli", "dev.callsign.acme.file")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.callsign.acme..")
                  .and(not(resideInAPackage("dev.callsign.acme.cli")))
                  .and(not(resideInAPackage("dev.callsign.acme.file"))));

  @ArchTest
  static final ArchRule timeAndRandomnessComeFromMain =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(CallsignAcme.class.getName())
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callConstructor(SecureRandom.class);

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses classes) {
    assertThat(classes)
        .extracting(type -> type.getPackage())
        .isNotEmpty()
        .allMatch((JavaPackage in) -> in.isAnnotatedWith(NullMarked.class));
  }
}
