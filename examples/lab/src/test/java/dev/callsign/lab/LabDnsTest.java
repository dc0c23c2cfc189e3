package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.statement.StatementSigner;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The DNS of the lab as dnsjava's resolver sees it. */
class LabDnsTest {

  private static final String ALICE = "alice.callsign.test";

  private Lab lab;
  private LabHost alice;
  private Visitor visitor;

  @BeforeEach
  void startTheLab() {
    lab = Lab.start(Clock.systemUTC(), new SecureRandom());
    alice = lab.host("alice");
    visitor = Visitor.in(lab);
  }

  @AfterEach
  void closeTheLab() {
    lab.close();
  }

  @Test
  void knowsAddressesAndAuthorizedIssuersOfAHost() {
    assertThat(visitor.lookUp(ALICE, Type.A)).containsExactly("127.0.0.1");
    assertThat(visitor.lookUp(ALICE, Type.AAAA))
        .isEqualTo(Loopback.ipv6().map(ipv6 -> List.of("0:0:0:0:0:0:0:1")).orElse(List.of()));
    assertThat(visitor.lookUp(ALICE, Type.CAA))
        .singleElement()
        .asString()
        .startsWith("0 issue \"letsencrypt.org; accounturi=");
  }

  @Test
  void readsNamesInAnyCase() {
    assertThat(visitor.lookUp("ALICE.Callsign.Test", Type.A)).containsExactly("127.0.0.1");
  }

  @Test
  void deniesNamesItDoesNotKnowAndGivesNoDataForThoseAbove() {
    assertThat(visitor.ask("nobody.callsign.test", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(visitor.ask("callsign.test", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(visitor.ask("callsign.test", Type.A).getSection(Section.AUTHORITY))
        .extracting(Record::getType)
        .containsExactly(Type.SOA);
  }

  @Test
  void cutsLongAnswersOverUdpAndGivesThemOverTcp() {
    Name name = LabDns.name("long.callsign.test");
    lab.dns()
        .put(
            name,
            IntStream.range(0, 100)
                .mapToObj(i -> DnsRecords.txt(name, "text number " + i))
                .toList());

    assertThat(visitor.lookUp("long.callsign.test", Type.TXT)).hasSize(100);
    assertThat(lab.dns().questions("long.callsign.test"))
        .extracting(LabDns.Question::transport)
        .containsExactly("udp", "tcp");
  }

  @ParameterizedTest
  @CsvSource({
    "NO_ADDRESS,         A,    ''",
    "NO_ADDRESS,         AAAA, ''",
    "PRIVATE_ADDRESS,    A,    10.0.0.1",
    "PRIVATE_ADDRESS,    AAAA, ''",
    "PRIVATE_AMONG_GOOD, A,    127.0.0.1 10.0.0.1",
    "LINK_LOCAL_ADDRESS, A,    169.254.169.254",
    "UNIQUE_LOCAL_IPV6,  A,    ''",
    "UNIQUE_LOCAL_IPV6,  AAAA, fd00:0:0:0:0:0:0:1",
    "MAPPED_IPV4,        AAAA, 0:0:0:0:0:ffff:10.0.0.1",
    "NAT64,              AAAA, 64:ff9b:0:0:0:0:a00:1",
    "SIX_TO_FOUR,        AAAA, 2002:a00:1:0:0:0:0:0",
    "CNAME_TO_PRIVATE,   A,    10.0.0.1",
    "CNAME_CHAIN_TO_PRIVATE, A, 10.0.0.1",
    "CNAME_LOOP,         A,    ''",
    "MAPPED_PUBLIC_IPV4, AAAA, 0:0:0:0:0:ffff:8.8.8.8",
    "CNAME_TO_GOOD,      A,    127.0.0.1",
    "TRUNCATION,         A,    127.0.0.1",
    "CAA_FORBIDS_ISSUER, CAA,  0 issue \";\"",
    "CAA_WITHOUT_ACCOUNT,CAA,  0 issue \"letsencrypt.org\"",
    "AMBIGUOUS_TXT,      A,    127.0.0.1",
  })
  void answersWithTheFaultItWasToldToHave(DnsFault fault, String type, String expected) {
    alice.misbehave(fault);

    assertThat(String.join(" ", visitor.lookUp(ALICE, Type.value(type)))).isEqualTo(expected);
  }

  @Test
  void answersWithTheErrorItWasToldToHaveForTheNameAndBelow() {
    alice.misbehave(DnsFault.NXDOMAIN);
    assertThat(visitor.ask(ALICE, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);

    alice.misbehave(DnsFault.SERVFAIL);
    assertThat(visitor.ask(ALICE, Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(visitor.ask("_callsign." + ALICE, Type.TXT).getRcode()).isEqualTo(Rcode.SERVFAIL);

    alice.behave();
    assertThat(visitor.lookUp(ALICE, Type.A)).containsExactly("127.0.0.1");
  }

  @Test
  void staysSilentForOneNameOnly() {
    alice.misbehave(DnsFault.SILENCE);

    assertThatThrownBy(() -> visitor.withPatience(Duration.ofMillis(200)).ask(ALICE, Type.A))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Timed out");
    assertThat(visitor.ask("crl.callsign.test", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void rebindsAfterTheFirstAnswer() {
    alice.misbehave(DnsFault.REBINDING);

    assertThat(visitor.lookUp(ALICE, Type.A)).containsExactly("127.0.0.1");
    assertThat(visitor.lookUp(ALICE, Type.A)).containsExactly("10.0.0.1");
    assertThat(visitor.lookUp(ALICE, Type.A)).containsExactly("10.0.0.1");
  }

  @Test
  void saysTwoThingsInTextWhenAmbiguous() {
    alice.misbehave(DnsFault.AMBIGUOUS_TXT);

    assertThat(visitor.lookUp("_callsign." + ALICE, Type.TXT)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "MALFORMED_TXT,          1",
    "OTHER_STATEMENT_IN_TXT, 1",
    "UNRELATED_TXT,          2",
  })
  void putsFaultyTextBelowTheName(DnsFault fault, int records) {
    alice.misbehave(fault);

    assertThat(visitor.lookUp("_callsign." + ALICE, Type.TXT)).hasSize(records);
    assertThat(visitor.lookUp(ALICE, Type.A)).containsExactly("127.0.0.1");
  }

  @Test
  void pinsTheCurrentStatement() {
    alice.pin();

    assertThat(visitor.lookUp("_callsign." + ALICE, Type.TXT))
        .containsExactly("\"v=callsign1; h=" + StatementSigner.sha256(alice.statement()) + "\"");
  }

  @Test
  void sendsEveryTruncatedQuestionToTcp() {
    alice.misbehave(DnsFault.TRUNCATION);

    assertThat(visitor.ask(ALICE, Type.A).getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(lab.dns().questions(ALICE))
        .containsExactly(
            new LabDns.Question(ALICE, "A", "udp"), new LabDns.Question(ALICE, "A", "tcp"));
  }
}
