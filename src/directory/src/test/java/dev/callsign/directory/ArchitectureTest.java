package dev.callsign.directory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.callsign.directory.dns.CheckedAddress;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** The walls of docs/architecture.md. */
@AnalyzeClasses(
    packages = "dev.callsign.directory",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.callsign.directory.";

  /** The packages in the order in which data flows: each may import those before it. */
  private static final List<String> FLOW =
      List.of(
          "budget", "storage", "dns", "fetch", "crl", "verify", "state", "record", "renewal",
          "events", "prekeys", "lookup");

  @ArchTest
  static void importsRunOneWay(JavaClasses classes) {
    for (int i = 0; i < FLOW.size(); i++) {
      for (String later : FLOW.subList(i + 1, FLOW.size())) {
        noClasses()
            .that()
            .resideInAPackage(ROOT + FLOW.get(i))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + later)
            .because("data flows one way: " + String.join(" -> ", FLOW))
            .check(classes);
      }
    }
  }

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule HTTP_IS_A_LEAF =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "http")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "http")
          .because("http translates; nothing is built upon it");

  @ArchTest
  static final ArchRule JAX_RS_ONLY_IN_HTTP =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "http")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.ws.rs..", "io.vertx..")
          .because("problem documents and media types exist at the edge only");

  @ArchTest
  static final ArchRule ONLY_DNS_AND_FETCH_CONNECT =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "dns", ROOT + "fetch", ROOT + "app")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Socket.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(HttpClient.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("org.xbill.DNS..", "org.apache.hc..")
          .because("connections to hosts that a caller named go through two packages");

  @ArchTest
  static final ArchRule NAMES_ARE_RESOLVED_BY_DNSJAVA =
      noClasses()
          .should()
          .callMethod(InetAddress.class, "getByName", String.class)
          .orShould()
          .callMethod(InetAddress.class, "getAllByName", String.class)
          .because("what was checked is what is dialled");

  @ArchTest
  static final ArchRule CHECKED_ADDRESSES_COME_FROM_DNS =
      constructors()
          .that()
          .areDeclaredIn(CheckedAddress.class)
          .should()
          .bePackagePrivate()
          .because("fetch connects to nothing that dns has not checked");

  @ArchTest
  static final ArchRule TABLES_ARE_THEIR_PACKAGES_OWN =
      classes()
          .that()
          .areAnnotatedWith(Entity.class)
          .should()
          .bePackagePrivate()
          .andShould()
          .resideInAnyPackage(ROOT + "record", ROOT + "crl")
          .because("no package reads another's tables but through its repository");

  @ArchTest
  static final ArchRule TIME_AND_CHANCE_ARE_ARGUMENTS =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "app")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callConstructor(SecureRandom.class)
          .because("a verdict is a function of its inputs");

  @ArchTest
  static final ArchRule NO_FIELD_INJECTION =
      noFields().should().beAnnotatedWith(Inject.class).because("constructors say what is needed");

  @ArchTest
  static final ArchRule NAMES_SAY_SOMETHING =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameContaining("Util")
          .orShould()
          .haveSimpleNameContaining("Helper")
          .orShould()
          .haveSimpleNameContaining("Manager")
          .orShould()
          .haveSimpleNameStartingWith("Common")
          .orShould()
          .haveSimpleNameStartingWith("Base")
          .orShould()
          .haveSimpleNameEndingWith("Data")
          .orShould()
          .haveSimpleNameEndingWith("Info")
          .because("a banned name hides what a class is");

  @ArchTest
  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);
}
