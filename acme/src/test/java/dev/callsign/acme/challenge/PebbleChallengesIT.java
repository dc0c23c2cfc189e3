package dev.callsign.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.Bind9;
import dev.callsign.acme.Pebble;
import dev.callsign.acme.order.AuthorizeResult;
import dev.callsign.acme.order.DownloadResult;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.acme.order.PebbleAccount;
import dev.callsign.acme.order.Solver;
import dev.callsign.x509.LeafNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** A certificate by each challenge, from a real ACME server that looks for the answer itself. */
class PebbleChallengesIT {
  private static final String ALICE = "alice.callsign.test";
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder = Path.of("target");

  @Test
  void issuesByAListenerForHttp01AndIsGoneAfterwards() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      Solver solver = listener(pebble);

      assertIssued(PebbleAccount.register(pebble).issue(ALICE, solver));
      assertFree(pebble.httpPort());
    }
  }

  @Test
  void issuesByAFileOfAWebServerForHttp01AndRemovesIt() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder);
        FileServer web = FileServer.start(folder.resolve("www"), pebble.httpPort())) {
      Solver solver = new WebrootSolver(web.root(), Optional.of(httpProbe(pebble)));

      assertIssued(PebbleAccount.register(pebble).issue(ALICE, solver));
      assertThat(web.modes()).containsOnly("rw-r--r--");
      try (Stream<Path> left = Files.list(web.root().resolve(".well-known/acme-challenge"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void issuesByAHandshakeForTlsAlpn01AndIsGoneAfterwards() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      Solver solver =
          new TlsAlpnSolver(
              new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), pebble.tlsPort()),
              Optional.of(new TlsAlpnProbe(Pebble::loopback, pebble.tlsPort(), RANDOM)),
              RANDOM,
              Clock.systemUTC());

      assertIssued(PebbleAccount.register(pebble).issue(ALICE, solver));
      assertFree(pebble.tlsPort());
    }
  }

  @Test
  void issuesBySignedUpdatesForDns01AndRemovesTheRecord() throws Exception {
    try (Bind9 bind9 = Bind9.start(folder);
        Pebble pebble = Pebble.setup().resolving(bind9.address()).start(folder)) {
      assertIssued(PebbleAccount.register(pebble).issue(ALICE, updates(bind9, Bind9.KEY)));
      assertThat(texts(bind9, "_acme-challenge.alice.callsign.test.")).isEmpty();
    }
  }

  @Test
  void followsAnAliasOfTheRecordToAnotherZone() throws Exception {
    try (Bind9 bind9 = Bind9.start(folder);
        Pebble pebble = Pebble.setup().resolving(bind9.address()).start(folder)) {
      DownloadResult.Issued issued =
          PebbleAccount.register(pebble).issue("bob.callsign.test", updates(bind9, Bind9.KEY));

      assertThat(issued.chain().certificates()).hasSizeGreaterThan(1);
      assertThat(texts(bind9, "bob.other.test.")).isEmpty();
    }
  }

  @Test
  void issuesByAProgramForDns01AndRemovesTheRecord() throws Exception {
    try (Bind9 bind9 = Bind9.start(folder);
        Pebble pebble = Pebble.setup().resolving(bind9.address()).start(folder)) {
      Solver solver =
          new DnsHookSolver(
              TxtHook.script(folder, bind9.address()),
              TxtProbe.by(bind9.address(), bind9.address().getPort(), PebbleAccount::sleep));

      assertIssued(PebbleAccount.register(pebble).issue(ALICE, solver));
      assertThat(texts(bind9, "_acme-challenge.alice.callsign.test.")).isEmpty();
    }
  }

  @Test
  void saysWhatToCompareWhenTheSecretIsWrong() throws Exception {
    String other = Bind9.KEY.replace("c2l4", "YWFh");
    assertRefused("alice", other, "compare the secret", "BADSIG");
  }

  @Test
  void saysWhatToCompareWhenTheKeyIsUnknown() throws Exception {
    String other = Bind9.KEY.replace("acme-key", "another");
    assertRefused("alice", other, "compare name and algorithm", "BADKEY");
  }

  @Test
  void saysWhereToLookWhenTheKeyMayNotChangeTheRecord() throws Exception {
    assertRefused("carol", Bind9.KEY, "see allow-update or update-policy", "REFUSED");
  }

  @Test
  void asksNobodyWhereItsPortIsTaken() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder);
        ServerSocket _ =
            new ServerSocket(pebble.httpPort(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
      PebbleAccount alice = PebbleAccount.register(pebble);

      AuthorizeResult result =
          alice
              .orders()
              .authorize(alice.open(PebbleAccount.request(ALICE, "classic")), listener(pebble));

      assertThat(failure(result)).isInstanceOf(OrderFailure.Local.class);
      assertThat(failure(result).detail()).contains("cannot listen for http-01");
    }
  }

  @Test
  void leavesTheOrderAsItIsWhenItsOwnLookFindsAnotherServer() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder);
        FileServer web = FileServer.start(folder.resolve("www"), pebble.httpPort())) {
      Solver elsewhere =
          new WebrootSolver(
              Files.createDirectory(folder.resolve("elsewhere")), Optional.of(httpProbe(pebble)));
      PebbleAccount alice = PebbleAccount.register(pebble);
      var order = alice.open(PebbleAccount.request(ALICE, "classic"));

      AuthorizeResult refused = alice.orders().authorize(order, elsewhere);

      assertThat(failure(refused)).isInstanceOf(OrderFailure.ValidationFailed.class);
      assertThat(failure(refused).detail()).contains("our own check").contains("status 404");
      // The authority was never asked, so the same order goes on.
      Solver right = new WebrootSolver(web.root(), Optional.of(httpProbe(pebble)));
      assertThat(alice.orders().authorize(order, right))
          .isInstanceOf(AuthorizeResult.Authorized.class);
    }
  }

  @Test
  void believesTheAuthorityWhenItFindsNothing() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      Solver elsewhere =
          new WebrootSolver(Files.createDirectory(folder.resolve("elsewhere")), Optional.empty());
      PebbleAccount alice = PebbleAccount.register(pebble);
      var order = alice.open(PebbleAccount.request(ALICE, "classic"));

      AuthorizeResult result = alice.orders().authorize(order, elsewhere);

      assertThat(failure(result)).isInstanceOf(OrderFailure.ValidationFailed.class);
      assertThat(failure(result).detail()).contains("connection");
      assertThat(failure(alice.orders().authorize(order, elsewhere)))
          .isInstanceOf(OrderFailure.ValidationFailed.class);
    }
  }

  private void assertRefused(String host, String key, String... words) throws Exception {
    try (Bind9 bind9 = Bind9.start(folder);
        Pebble pebble = Pebble.setup().resolving(bind9.address()).start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);

      AuthorizeResult result =
          alice
              .orders()
              .authorize(
                  alice.open(PebbleAccount.request(host + ".callsign.test", "classic")),
                  updates(bind9, key));

      assertThat(failure(result)).isInstanceOf(OrderFailure.Refused.class);
      assertThat(failure(result).detail()).contains(words).doesNotContain("c2l4", "YWFh");
      assertThat(result.leftovers()).isEmpty();
    }
  }

  private static OrderFailure failure(AuthorizeResult result) {
    return ((AuthorizeResult.Failed) result).failure();
  }

  private static Solver listener(Pebble pebble) {
    return new HttpListenerSolver(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), pebble.httpPort()),
        Optional.of(httpProbe(pebble)));
  }

  private static HttpProbe httpProbe(Pebble pebble) {
    return new HttpProbe(Pebble::loopback, pebble.httpPort());
  }

  private static Solver updates(Bind9 bind9, String key) {
    return new DnsUpdateSolver(
        bind9.address(),
        TsigKey.parse(key),
        TxtProbe.by(bind9.address(), bind9.address().getPort(), PebbleAccount::sleep),
        Clock.systemUTC());
  }

  private static List<String> texts(Bind9 bind9, String name) throws IOException {
    Message answer =
        TxtProbe.resolver(bind9.address())
            .send(Message.newQuery(Record.newRecord(Name.fromString(name), Type.TXT, DClass.IN)));
    assertThat(answer.getRcode()).isIn(Rcode.NOERROR, Rcode.NXDOMAIN);
    return answer.getSection(Section.ANSWER).stream()
        .filter(TXTRecord.class::isInstance)
        .map(Record::rdataToString)
        .toList();
  }

  private static void assertIssued(DownloadResult.Issued issued) throws Exception {
    assertThat(issued.chain().certificates()).hasSizeGreaterThan(1);
    assertThat(LeafNames.check(issued.chain().leaf(), PebbleAccount.callsign(ALICE)).failed())
        .isFalse();
  }

  private static void assertFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(socket.isBound()).isTrue();
    }
  }
}
