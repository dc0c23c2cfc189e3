package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.callsign.lab.HistoryFault;
import dev.callsign.lab.LabHost;
import dev.callsign.lab.Misbehaviour;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.report.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way a domain can go wrong, and the slug its owner is told (docs/verification.md). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class PolicyTest {

  /** Those of the verification of a callsign. */
  private static final int STEPS = EnumSet.range(Step.NAME, Step.FRESHNESS).size();

  private static Optional<Slug> slug(Misbehaviour misbehaviour) {
    return Arrays.stream(Slug.values())
        .filter(slug -> slug.text().equals(misbehaviour.expected().slug()))
        .findFirst();
  }

  private static Stream<Misbehaviour> faults(Verdict verdict) {
    return Misbehaviour.all().stream()
        .filter(fault -> fault.expected().verdict() == verdict)
        .filter(fault -> slug(fault).isPresent());
  }

  private static Stream<Misbehaviour> failures() {
    return faults(Verdict.FAIL).filter(fault -> !(fault instanceof HistoryFault));
  }

  private static Stream<Misbehaviour> warnings() {
    return faults(Verdict.WARN).filter(fault -> !(fault instanceof HistoryFault));
  }

  private static Stream<Misbehaviour> historyFailures() {
    return faults(Verdict.FAIL).filter(HistoryFault.class::isInstance);
  }

  /** A host that nobody registered before, named after its fault. */
  private static LabHost freshHost(Misbehaviour fault) {
    String label = fault.getClass().getSimpleName() + "-" + fault.name();
    return lab().host(label.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void refusesAMisbehavingHostWithItsSlugAndRecordsNothing(Misbehaviour fault) {
    LabHost host = freshHost(fault);
    host.misbehave(fault);

    Requests.register(host.callsign())
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", endsWith("verification-failed"))
        .body("report.primary_failure", equalTo(fault.expected().slug()))
        .body("errors.slug", hasItem(fault.expected().slug()))
        .body("report.steps.step.unique()", hasSize(STEPS));

    Requests.lookUp(host.callsign()).statusCode(404);
    Requests.history(host.callsign()).statusCode(404);
  }

  @ParameterizedTest
  @MethodSource("warnings")
  void acceptsAnOddHostWithAWarning(Misbehaviour fault) {
    LabHost host = freshHost(fault);
    host.misbehave(fault);

    Requests.register(host.callsign())
        .statusCode(201)
        .body("warnings", hasItem(fault.expected().slug()));
  }

  @ParameterizedTest
  @MethodSource("historyFailures")
  void refusesAStatementThatContradictsTheRecordedOneAndKeepsServingThat(Misbehaviour fault) {
    LabHost host = freshHost(fault);
    Requests.register(host.callsign()).statusCode(201);
    host.renew();
    String recorded = Requests.register(host.callsign()).extract().path("statement");
    host.misbehave(fault);

    Requests.check(host.callsign())
        .statusCode(409)
        .body("type", endsWith(fault.expected().slug()))
        .body("report.primary_failure", equalTo(fault.expected().slug()));

    Requests.lookUp(host.callsign()).statusCode(200).body("statement", equalTo(recorded));
  }

  @ParameterizedTest
  @CsvSource({
    "alice, malformed-callsign",
    "*.callsign.test, malformed-callsign",
    "192.0.2.1, malformed-callsign",
    "al_ice.callsign.test, malformed-callsign",
    "alice.local, reserved-name",
    "alice.localhost, reserved-name",
    "1.0.0.127.in-addr.arpa, reserved-name",
    "co.uk, public-suffix",
    "github.io, public-suffix",
  })
  void refusesWhatIsNoCallsignBeforeAskingAnybody(String name, String slug) {
    int questions = lab().dns().questions(name).size();

    Requests.register(name)
        .statusCode(400)
        .body("type", endsWith("malformed-callsign"))
        .body("errors.slug", hasItem(slug));

    assertThat(lab().dns().questions(name)).hasSize(questions);
  }

  /**
   * What needs another name server than the lab's (signatures), or two of them, a history of
   * devices, or a request of a device: the tests that do it, marked with {@link Provokes}.
   */
  private static Stream<String> provokedElsewhere() {
    return Stream.of(
            Bind9IT.class,
            PerspectivesTest.class,
            SignedRequestTest.class,
            UploadTest.class,
            HoldTest.class,
            DevicesTest.class)
        .flatMap(test -> Stream.of(test.getDeclaredMethods()))
        .flatMap(method -> Stream.ofNullable(method.getAnnotation(Provokes.class)))
        .flatMap(provokes -> Stream.of(provokes.value()))
        .map(Slug::text);
  }

  @Test
  void everyFailingSlugIsProvokedHereOrInATestThatSaysSo() {
    Set<String> provoked =
        Stream.of(
                Stream.concat(failures(), historyFailures()).map(fault -> fault.expected().slug()),
                Stream.of("malformed-callsign", "reserved-name", "public-suffix"),
                provokedElsewhere())
            .flatMap(Function.identity())
            .collect(Collectors.toSet());
    List<String> warningsOnly =
        List.of(
            "confusable-name",
            "leaf-near-expiry",
            "shared-certificate",
            "ct-too-few",
            "ct-one-operator",
            "ct-unknown-log",
            "dns-insecure",
            "caa-forbids-issuer",
            "caa-not-account-bound",
            "crl-unavailable", // fails after a day: RevocationTest
            "served-by-other-key",
            "unannounced-domain-key",
            "history-gap",
            "renewal-overdue",
            "prekey-stale");
    // Of what a directory tells: said by its receivers, and by WebhookUrlTest.
    List<String> toldOnly = List.of("bad-directory-key", "bad-event", "bad-webhook-url");

    assertThat(provoked)
        .containsAll(
            Arrays.stream(Slug.values())
                .map(Slug::text)
                .filter(slug -> !warningsOnly.contains(slug) && !toldOnly.contains(slug))
                .toList());
  }
}
