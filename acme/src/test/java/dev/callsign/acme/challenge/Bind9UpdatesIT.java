package dev.callsign.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.Bind9;
import dev.callsign.acme.challenge.DnsUpdate.UpdateFailure;
import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.acme.order.Presentation;
import dev.callsign.acme.order.Sleeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

/** Finding a zone, changing it and waiting for its servers, with a real name server. */
class Bind9UpdatesIT {
  private static final TsigKey KEY = TsigKey.parse(Bind9.KEY);
  private static final Sleeper NEVER = _ -> false;

  @TempDir Path folder = Path.of("target");

  private Bind9 bind9;

  @BeforeEach
  void start() throws Exception {
    bind9 = Bind9.start(folder);
  }

  @AfterEach
  void stop() {
    if (bind9 != null) {
      bind9.close();
    }
  }

  @Test
  void findsTheZoneAndFollowsAliases() throws Exception {
    assertThat(find("_acme-challenge.alice.callsign.test."))
        .isEqualTo(zone("callsign.test.", "_acme-challenge.alice.callsign.test."));
    assertThat(find("_acme-challenge.a.b.c.callsign.test."))
        .isEqualTo(zone("callsign.test.", "_acme-challenge.a.b.c.callsign.test."));
    assertThat(find("_acme-challenge.bob.callsign.test."))
        .isEqualTo(zone("other.test.", "bob.other.test."));
  }

  @Test
  void doesNotFollowAliasesForEver() {
    assertThat(probe(NEVER).complaint(challenge("ring.callsign.test"))).isPresent();
  }

  @Test
  void saysThatNobodyKnowsTheZone() {
    assertThat(probe(NEVER).complaint(challenge("alice.elsewhere.example")).orElseThrow())
        .contains("no zone of _acme-challenge.alice.elsewhere.example. is known there");
  }

  @Test
  void saysThatNobodyAnswers() {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.3"), 9);
    Presentation presentation =
        new DnsUpdateSolver(nobody, KEY, probe(NEVER), Clock.systemUTC())
            .present(challenge("alice.callsign.test"));

    OrderFailure failure = ((Presentation.Failed) presentation).failure();
    assertThat(failure).isInstanceOf(OrderFailure.ValidationFailed.class);
    assertThat(failure.detail()).contains("cannot find the zone", "127.0.0.3");
  }

  @Test
  void addsAndRemovesOneValueAndLeavesTheOthers() throws Exception {
    OpenChallenge mine = challenge("alice.callsign.test");
    Zone zone = find(mine.recordName());
    updates().add(zone, "somebody else's");
    try (var _ = standing(solver(probe(NEVER)).present(mine)).answer()) {
      assertThat(probe(NEVER).complaint(mine)).isEmpty();
    }
    assertThat(probe(NEVER).complaint(mine)).isPresent();
    updates().remove(zone, "somebody else's");
  }

  @Test
  void waitsUntilTheServerHasTheRecord() throws Exception {
    OpenChallenge mine = challenge("alice.callsign.test");
    Zone zone = find(mine.recordName());
    List<Duration> waits = new ArrayList<>();
    Sleeper somebodyAddsIt =
        duration -> {
          waits.add(duration);
          return waits.size() < 3 || adds(zone, mine);
        };

    assertThat(probe(somebodyAddsIt).complaint(mine)).isEmpty();
    assertThat(waits).hasSize(3).isSorted();
  }

  @Test
  void givesUpAfterItsLimitAndSaysWhoIsBehind() {
    List<Duration> waits = new ArrayList<>();
    Optional<String> complaint = probe(waits::add).complaint(challenge("alice.callsign.test"));

    assertThat(complaint.orElseThrow())
        .contains("_acme-challenge.alice.callsign.test.", "ns.callsign.test.");
    Duration all = waits.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(all).isBetween(TxtProbe.LIMIT.minus(TxtProbe.LONGEST_WAIT), TxtProbe.LIMIT);
  }

  @Test
  void asksEveryNameServerAndNotOneOfThem() throws Exception {
    OpenChallenge mine = challenge("alice.silent.test");

    Presentation presentation = solver(probe(NEVER)).present(mine);

    OrderFailure failure = ((Presentation.Failed) presentation).failure();
    assertThat(failure).isInstanceOf(OrderFailure.ValidationFailed.class);
    assertThat(failure.detail()).contains("gone.silent.test.").doesNotContain(" ns.silent.test.");
  }

  @Test
  void saysThatTheClocksDiffer() {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));

    Presentation presentation =
        new DnsUpdateSolver(bind9.address(), KEY, probe(NEVER), ahead)
            .present(challenge("alice.callsign.test"));

    OrderFailure failure = ((Presentation.Failed) presentation).failure();
    assertThat(failure).isInstanceOf(OrderFailure.Refused.class);
    assertThat(failure.detail()).contains("differ by more than 5 minutes (BADTIME)");
  }

  private boolean adds(Zone zone, OpenChallenge challenge) {
    try {
      updates().add(zone, challenge.recordValue());
      return true;
    } catch (UpdateFailure e) {
      throw new AssertionError(e);
    }
  }

  private Zone find(String name) throws IOException {
    return new ZoneSearch(TxtProbe.resolver(bind9.address()), HostAddresses.SYSTEM)
        .find(Name.fromString(name));
  }

  private DnsUpdate updates() {
    return new DnsUpdate(bind9.address(), KEY, Clock.systemUTC());
  }

  private DnsUpdateSolver solver(TxtProbe probe) {
    return new DnsUpdateSolver(bind9.address(), KEY, probe, Clock.systemUTC());
  }

  private TxtProbe probe(Sleeper sleeper) {
    return TxtProbe.by(bind9.address(), bind9.address().getPort(), sleeper);
  }

  private static Zone zone(String apex, String owner) throws IOException {
    return new Zone(Name.fromString(apex), Name.fromString(owner));
  }

  private static OpenChallenge challenge(String domain) {
    return new OpenChallenge(domain, "token", "token.thumbprint");
  }

  private static Presentation.Standing standing(Presentation presentation) {
    assertThat(presentation).isInstanceOf(Presentation.Standing.class);
    return (Presentation.Standing) presentation;
  }
}
