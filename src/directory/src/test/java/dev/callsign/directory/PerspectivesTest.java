package dev.callsign.directory;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.callsign.lab.DnsFault;
import dev.callsign.lab.LabHost;
import dev.callsign.report.Slug;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Two resolvers, each asked by itself, and what they must say alike. */
@QuarkusTest
@QuarkusTestResource(value = TwoLabsResource.class, restrictToAnnotatedClass = true)
class PerspectivesTest {

  private static String name(String prefix, DnsFault fault) {
    return prefix + "-" + fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Test
  void asksBothAndAcceptsWhatTheyAgreeOn() {
    LabHost host = TwoLabsResource.host("agreed");

    Requests.register(host.callsign())
        .statusCode(201)
        .body(
            "report.steps.find { it.step == 'dns' }.seen",
            containsString("2 of 2 resolvers answered"));
  }

  @Test
  void acceptsDifferentAddressesBecauseCdnsGiveThem() throws TextParseException {
    LabHost host = TwoLabsResource.host("cdn");
    Name name = Name.fromString(host.callsign() + ".");
    byte[] elsewhere = {127, 0, 0, 99};
    TwoLabsResource.second().dns().put(name, List.of(new ARecord(name, DClass.IN, 0, elsewhere)));

    Requests.register(host.callsign()).statusCode(201);
  }

  @ParameterizedTest
  @EnumSource(names = {"NXDOMAIN", "NO_ADDRESS", "OTHER_STATEMENT_IN_TXT", "AMBIGUOUS_TXT"})
  @Provokes(Slug.PERSPECTIVES_DISAGREE)
  void refusesANameOfWhichTheySayDifferentThings(DnsFault fault) {
    LabHost host = TwoLabsResource.host(name("other", fault));
    TwoLabsResource.elsewhere(name("other", fault)).misbehave(fault);

    Requests.register(host.callsign())
        .statusCode(422)
        .body("report.primary_failure", equalTo("perspectives-disagree"));
  }

  @Test
  void refusesANameThatIsPinnedForOneOfThemOnly() {
    LabHost host = TwoLabsResource.host("half-pinned");
    host.pin();

    Requests.register(host.callsign())
        .statusCode(422)
        .body("report.primary_failure", equalTo("perspectives-disagree"));
  }

  @ParameterizedTest
  @EnumSource(names = {"PRIVATE_ADDRESS", "PRIVATE_AMONG_GOOD", "CNAME_TO_PRIVATE"})
  void refusesANameThatLeadsAnyOfThemIntoPrivateNetworks(DnsFault fault) {
    LabHost host = TwoLabsResource.host(name("private", fault));
    TwoLabsResource.elsewhere(name("private", fault)).misbehave(fault);

    Requests.register(host.callsign())
        .statusCode(422)
        .body("report.primary_failure", equalTo("reserved-address"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENCE", "SERVFAIL", "CNAME_LOOP"})
  void acceptsThatOneOfTwoGivesNoAnswer(DnsFault fault) {
    LabHost secondFails = TwoLabsResource.host(name("second", fault));
    TwoLabsResource.elsewhere(name("second", fault)).misbehave(fault);

    Requests.register(secondFails.callsign())
        .statusCode(201)
        .body(
            "report.steps.find { it.step == 'dns' }.seen",
            containsString("1 of 2 resolvers answered"));

    LabHost firstFails = TwoLabsResource.host(name("first", fault));
    firstFails.misbehave(fault);

    Requests.register(firstFails.callsign()).statusCode(201);
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENCE", "SERVFAIL", "NXDOMAIN", "NO_ADDRESS", "PRIVATE_ADDRESS"})
  void refusesWithTheSameSlugAsOneWhenBothSayTheSame(DnsFault fault) {
    LabHost host = TwoLabsResource.host(name("both", fault));
    host.misbehave(fault);
    TwoLabsResource.elsewhere(name("both", fault)).misbehave(fault);

    Requests.register(host.callsign())
        .statusCode(422)
        .body("errors.slug", hasItem(fault.expected().slug()));
  }
}
