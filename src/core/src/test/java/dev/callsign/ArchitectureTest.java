package dev.callsign;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Date;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The walls of the house, as far as they run through callsign-core. */
@AnalyzeClasses(packages = "dev.callsign", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String REPORT = "dev.callsign.report..";
  private static final String JSON = "dev.callsign.json..";
  private static final String NAME = "dev.callsign.name..";
  private static final String X509 = "dev.callsign.x509..";
  private static final String RENEWAL = "dev.callsign.renewal..";
  private static final String CT = "dev.callsign.ct..";
  private static final String REVOCATION = "dev.callsign.revocation..";
  private static final String CAA = "dev.callsign.caa..";
  private static final String PREKEY = "dev.callsign.prekey..";
  private static final String REQUEST = "dev.callsign.request..";
  private static final String STATEMENT = "dev.callsign.statement..";
  private static final String BUNDLE = "dev.callsign.bundle..";
  private static final String EVIDENCE = "dev.callsign.evidence..";

  @ArchTest
  static final ArchRule importsRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.callsign..")
          .layer("report")
          .definedBy(REPORT)
          .layer("json")
          .definedBy(JSON)
          .layer("name")
          .definedBy(NAME)
          .layer("x509")
          .definedBy(X509)
          .layer("renewal")
          .definedBy(RENEWAL)
          .layer("ct")
          .definedBy(CT)
          .layer("revocation")
          .definedBy(REVOCATION)
          .layer("caa")
          .definedBy(CAA)
          .layer("prekey")
          .definedBy(PREKEY)
          .layer("request")
          .definedBy(REQUEST)
          .layer("statement")
          .definedBy(STATEMENT)
          .layer("bundle")
          .definedBy(BUNDLE)
          .layer("evidence")
          .definedBy(EVIDENCE)
          .whereLayer("report")
          .mayNotAccessAnyLayer()
          .whereLayer("json")
          .mayOnlyAccessLayers("report")
          .whereLayer("name")
          .mayOnlyAccessLayers("report")
          .whereLayer("x509")
          .mayOnlyAccessLayers("report", "name")
          .whereLayer("renewal")
          .mayOnlyAccessLayers("json")
          .whereLayer("ct")
          .mayOnlyAccessLayers("report", "name", "x509")
          .whereLayer("revocation")
          .mayOnlyAccessLayers("report", "name", "x509")
          .whereLayer("caa")
          .mayOnlyAccessLayers("report")
          .whereLayer("prekey")
          .mayOnlyAccessLayers("report", "json", "name")
          .whereLayer("request")
          .mayOnlyAccessLayers("report", "json", "name", "prekey")
          .whereLayer("statement")
          .mayOnlyAccessLayers(
              "report", "json", "name", "x509", "ct", "revocation", "caa", "prekey")
          .whereLayer("bundle")
          .mayOnlyAccessLayers("report", "json", "name", "x509", "prekey", "statement")
          .whereLayer("evidence")
          .mayOnlyAccessLayers(
              "report", "name", "x509", "ct", "revocation", "caa", "prekey", "statement")
          .ensureAllClassesAreContainedInArchitecture()
          .because("a reader should be able to read the packages in one order, bottom up");

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.callsign.(*)..")
          .should()
          .beFreeOfCycles()
          .because("packages in a circle are one package with several names");

  @ArchTest
  static final ArchRule noFramework =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta..",
              "javax.inject..",
              "io.quarkus..",
              "java.net.http..",
              "java.sql..",
              "javax.sql..")
          .because(
              "the verifier is a plain library: a client embeds it without a server around it");

  @ArchTest
  static final ArchRule noSockets =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("java.net")
                  .and(
                      describe(
                          "are not the address syntax java.net.URI",
                          type -> !type.isEquivalentTo(URI.class))))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.net..", "java.nio.channels..", "java.rmi..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("javax\\.naming\\..*Context")
          .because(
              "a verdict depends on its arguments alone, and nothing here may be made to call out;"
                  + " java.net.InetAddress resolves names");

  @ArchTest
  static final ArchRule noClock =
      noClasses()
          .should()
          .callMethodWhere(describe("it asks what time it is", ArchitectureTest::asksForTheTime))
          .orShould()
          .callConstructor(Date.class)
          .because("time is an argument: the same input gives the same report years later");

  @ArchTest
  static final ArchRule noRandomness =
      noClasses()
          .should()
          .callConstructor(SecureRandom.class)
          .orShould()
          .callConstructor(Random.class)
          .orShould()
          .callMethod(SecureRandom.class, "getInstanceStrong")
          .orShould()
          .callMethod(Math.class, "random")
          .because("chance is an argument");

  @ArchTest
  static final ArchRule plainNames =
      noClasses()
          .should()
          .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Common|Base|Data|Info)$")
          .because("a name that fits everything says nothing");

  private static final String PROOFS =
      ".*\\.(Verified(Statement|Answer|Bundle)|CheckedUpload|SignedRequest)";

  @ArchTest
  static final ArchRule onlyTheVerifiersMakeVerifiedThings =
      constructors()
          .that()
          .areDeclaredInClassesThat()
          .haveNameMatching(PROOFS)
          .should()
          .bePackagePrivate()
          .because("who holds one has proof that every step passed");

  @ArchTest
  static final ArchRule verifiedThingsAreClosed =
      classes()
          .that()
          .haveNameMatching(PROOFS)
          .should()
          .haveModifier(JavaModifier.FINAL)
          .because("a subclass could pretend to have been verified");

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses classes) {
    Set<JavaPackage> packages =
        classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());

    assertThat(packages)
        .as("packages with a package-info that is @NullMarked: null is said where it may occur")
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class)).as(p.getName()).isTrue());
  }

  @ArchTest
  static void theRulesLookAtTheWholeLibrary(JavaClasses classes) {
    Set<String> packages =
        classes.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(packages)
        .as("a rule about a package that is not there holds and means nothing")
        .containsExactly(
            "dev.callsign.bundle",
            "dev.callsign.caa",
            "dev.callsign.ct",
            "dev.callsign.evidence",
            "dev.callsign.json",
            "dev.callsign.name",
            "dev.callsign.prekey",
            "dev.callsign.renewal",
            "dev.callsign.report",
            "dev.callsign.request",
            "dev.callsign.revocation",
            "dev.callsign.statement",
            "dev.callsign.x509");
  }

  private static boolean asksForTheTime(JavaMethodCall call) {
    String owner = call.getTargetOwner().getName();
    String method = call.getName();
    boolean calendar = owner.startsWith("java.time.") && method.equals("now");
    boolean clock = owner.equals("java.time.Clock") && method.startsWith("system");
    boolean counter =
        owner.equals("java.lang.System")
            && Set.of("currentTimeMillis", "nanoTime").contains(method);
    return calendar || clock || counter;
  }
}
