package dev.callsign.acme.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.Pebble;
import dev.callsign.acme.challenge.HttpListenerSolver;
import dev.callsign.renewal.CertId;
import dev.callsign.renewal.SuggestedWindow;
import dev.callsign.x509.Fingerprint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders at a real ACME server: what it refuses, what it repeats, and where a crash may come. */
class PebbleOrdersIT {
  private static final String ALICE = "alice.callsign.test";
  private static final String MAC_KEY =
      "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";
  private static final Instant LONG_AGO = Instant.EPOCH;

  @TempDir Path folder = Path.of("target");

  @Test
  void registersOnceAndFindsTheAccountAgain() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      Accounts accounts = new Accounts(pebble.server(), Clock.systemUTC());
      KeyPair key = AccountKeyFile.create(folder.resolve("account.key"), new SecureRandom());

      assertThat(accounts.find(key)).isInstanceOf(AccountResult.Failed.class);
      URI location = location(accounts.register(key, NewAccount.agreeing()));
      assertThat(location(accounts.register(key, NewAccount.agreeing()))).isEqualTo(location);
      assertThat(location(accounts.find(AccountKeyFile.read(folder.resolve("account.key")))))
          .isEqualTo(location);
    }
  }

  @Test
  void registersWithAnExternalAccountOnly() throws Exception {
    try (Pebble pebble = Pebble.setup().externalAccount("kid-1", MAC_KEY).start(folder)) {
      Accounts accounts = new Accounts(pebble.server(), Clock.systemUTC());

      assertThat(failure(accounts.register(PebbleAccount.newKey(), NewAccount.agreeing())))
          .isInstanceOf(OrderFailure.Refused.class)
          .extracting(OrderFailure::detail)
          .asString()
          .contains("externalAccountRequired");
      assertThat(failure(accounts.register(PebbleAccount.newKey(), external("kid-2", MAC_KEY))))
          .isInstanceOf(OrderFailure.Refused.class)
          .extracting(OrderFailure::detail)
          .asString()
          .doesNotContain(MAC_KEY);
      location(accounts.register(PebbleAccount.newKey(), external("kid-1", MAC_KEY)));
    }
  }

  @Test
  void registersNobodyWhoDidNotAgreeToTheTerms() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      NewAccount silent = new NewAccount(false, List.of(), Optional.empty());
      OrderFailure failure =
          failure(
              new Accounts(pebble.server(), Clock.systemUTC())
                  .register(PebbleAccount.newKey(), silent));

      assertThat(failure).isInstanceOf(OrderFailure.UserActionRequired.class);
      assertThat(((OrderFailure.UserActionRequired) failure).where()).isPresent();
    }
  }

  @Test
  void saysThatTheServerHasForgottenTheAccount() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      Account known = PebbleAccount.register(pebble).account();
      Account forgotten =
          new Account(
              known.server(), known.key(), URI.create(known.location().toString() + "0000"));

      assertThat(failure(orders(forgotten).open(PebbleAccount.request(ALICE, "classic"))))
          .isInstanceOf(OrderFailure.AccountUnknown.class);
    }
  }

  @Test
  void takesTheFirstProfileThatIsOffered() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);

      OpenResult opened =
          alice.orders().open(PebbleAccount.request(ALICE, "tlsclient", "shortlived", "classic"));

      assertThat(((OpenResult.Opened) opened).profile()).contains("shortlived");
      URI order = ((OpenResult.Opened) opened).order();
      alice.orders().authorize(order, solver(pebble));
      X509Certificate leaf = alice.finish(order, ALICE).chain().leaf();
      assertThat(Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
          .isLessThanOrEqualTo(Duration.ofHours(160));
    }
  }

  @Test
  void refusesToOrderWithoutAnyProfileThatIsWanted() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      OpenResult result =
          PebbleAccount.register(pebble).orders().open(PebbleAccount.request(ALICE, "tlsclient"));

      assertThat(failure(result)).isInstanceOf(OrderFailure.Refused.class);
      assertThat(failure(result).detail()).contains("tlsclient", "classic", "shortlived");
    }
  }

  @Test
  void issuesThroughMostNoncesBeingRefused() throws Exception {
    try (Pebble pebble = Pebble.setup().with("PEBBLE_WFE_NONCEREJECT", 60).start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);

      assertThat(alice.issue(ALICE, solver(pebble)).chain().certificates()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void answersOnlyChallengesThatAreOpen(int reuse) throws Exception {
    try (Pebble pebble = Pebble.setup().with("PEBBLE_AUTHZREUSE", reuse).start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);
      alice.issue(ALICE, solver(pebble));
      CountingSolver counted = new CountingSolver(solver(pebble));

      alice.issue(ALICE, counted);

      assertThat(counted.calls()).isEqualTo(reuse == 0 ? 1 : 0);
    }
  }

  @Test
  void takesTheChainThatIsPreferred() throws Exception {
    try (Pebble pebble = Pebble.setup().with("PEBBLE_ALTERNATE_ROOTS", 2).start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);
      URI order = alice.open(PebbleAccount.request(ALICE, "classic"));
      alice.orders().authorize(order, solver(pebble));
      alice.finish(order, ALICE);

      for (int number = 0; number < 3; number++) {
        String root = pebble.root(number);
        DownloadResult.Issued issued =
            (DownloadResult.Issued) alice.orders().download(order, Optional.of(root));
        assertThat(issued.asPreferred()).isTrue();
        assertThat(new ChainPreference(root).endsAt(issued.chain())).isTrue();
      }
      DownloadResult.Issued other =
          (DownloadResult.Issued) alice.orders().download(order, Optional.of("ISRG Root X1"));
      assertThat(other.asPreferred()).isFalse();
      assertThat(other.chain().certificates()).isNotEmpty();
    }
  }

  @Test
  void saysThatAnotherTryIsOfNoUseForANameThatIsBlocked() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      OpenResult result =
          PebbleAccount.register(pebble)
              .orders()
              .open(PebbleAccount.request(Pebble.BLOCKED, "classic"));

      assertThat(failure(result)).isInstanceOf(OrderFailure.Refused.class);
      assertThat(failure(result).detail()).startsWith("rejectedIdentifier");
    }
  }

  @Test
  void replacesACertificateOnce() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);
      X509Certificate leaf = alice.issue(ALICE, solver(pebble)).chain().leaf();
      NewOrder renewal =
          new NewOrder(
              PebbleAccount.callsign(ALICE), List.of("classic"), Optional.empty(), CertId.of(leaf));
      URI order = alice.open(renewal);
      alice.orders().authorize(order, solver(pebble));
      alice.finish(order, ALICE);

      OpenResult again = alice.orders().open(renewal);

      assertThat(failure(again)).isInstanceOf(OrderFailure.ReplacesRefused.class);
      alice.open(renewal.withoutReplaces());
    }
  }

  @Test
  void saysThatAnotherAccountsCertificateCannotBeReplaced() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      X509Certificate leaf =
          PebbleAccount.register(pebble).issue(ALICE, solver(pebble)).chain().leaf();
      NewOrder renewal =
          new NewOrder(
              PebbleAccount.callsign(ALICE), List.of("classic"), Optional.empty(), CertId.of(leaf));

      OpenResult result = PebbleAccount.register(pebble).orders().open(renewal);

      assertThat(failure(result)).isInstanceOf(OrderFailure.ReplacesRefused.class);
    }
  }

  @Test
  void goesOnWhereAnOrderStands() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);
      byte[] csr = CertificationRequest.of(PebbleAccount.callsign(ALICE), PebbleAccount.newKey());
      URI order = alice.open(PebbleAccount.request(ALICE, "classic"));

      // Each of them is a process of its own, so far as they know.
      assertThat(alice.orders().finalizeOrder(order, csr)).isEqualTo(new FinalizeResult.NotReady());
      assertThat(alice.orders().download(order, Optional.empty()))
          .isEqualTo(new DownloadResult.NotYet());
      for (int time = 0; time < 2; time++) {
        assertThat(alice.orders().authorize(order, solver(pebble)))
            .isEqualTo(new AuthorizeResult.Authorized(List.of()));
      }
      for (int time = 0; time < 2; time++) {
        assertThat(alice.orders().finalizeOrder(order, csr))
            .isEqualTo(new FinalizeResult.Finalized());
      }
      assertThat(alice.orders().authorize(order, solver(pebble)))
          .isEqualTo(new AuthorizeResult.Authorized(List.of()));
      DownloadResult first = alice.orders().download(order, Optional.empty());
      assertThat(first).isInstanceOf(DownloadResult.Issued.class);
      assertThat(alice.orders().download(order, Optional.empty())).isEqualTo(first);
    }
  }

  @Test
  void findsAnOrderWhoseAddressWasLost() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);
      NewOrder request = PebbleAccount.request(ALICE, "classic");
      assertThat(alice.orders().find(request, LONG_AGO)).isEqualTo(new FindResult.NoneFound());
      alice.open(PebbleAccount.request("bob.callsign.test", "classic"));
      URI order = alice.open(request);
      alice.open(PebbleAccount.request("carol.callsign.test", "classic"));
      FindResult found = new FindResult.Found(order);

      assertThat(alice.orders().find(request, Instant.now())).isEqualTo(found);
      assertThat(alice.orders().find(PebbleAccount.request(ALICE, "shortlived"), LONG_AGO))
          .isEqualTo(new FindResult.NoneFound());
      alice.orders().authorize(order, solver(pebble));
      assertThat(alice.orders().find(request, Instant.now())).isEqualTo(found);
      X509Certificate leaf = alice.finish(order, ALICE).chain().leaf();
      assertThat(alice.orders().find(request, Instant.now())).isEqualTo(found);
      NewOrder forItsKey = request.forKey(Fingerprint.ofKey(leaf.getPublicKey()));
      assertThat(alice.orders().find(forItsKey, Instant.now().plus(Duration.ofHours(2))))
          .isEqualTo(found);
      String other = Fingerprint.ofKey(PebbleAccount.newKey().getPublic());
      assertThat(alice.orders().find(request.forKey(other), Instant.now()))
          .as("the order of the certificate before, an hour ago or a minute, is another one")
          .isEqualTo(new FindResult.NoneFound());
      assertThat(alice.orders().find(request, Instant.now().plus(Duration.ofHours(2))))
          .isEqualTo(new FindResult.NoneFound());
    }
  }

  @Test
  void saysThatAnOrderIsLostThatTheServerDoesNotKnow() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);
      URI order = alice.open(PebbleAccount.request(ALICE, "classic"));
      URI unknown = URI.create(order + "0000");

      assertThat(alice.orders().download(unknown, Optional.empty()))
          .isInstanceOfSatisfying(
              DownloadResult.Failed.class,
              failed -> assertThat(failed.failure()).isInstanceOf(OrderFailure.OrderLost.class));
    }
  }

  @Test
  void refusesARequestForAnotherName() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      PebbleAccount alice = PebbleAccount.register(pebble);
      URI order = alice.open(PebbleAccount.request(ALICE, "classic"));
      alice.orders().authorize(order, solver(pebble));
      byte[] other =
          CertificationRequest.of(
              PebbleAccount.callsign("bob.callsign.test"), PebbleAccount.newKey());

      assertThat(alice.orders().finalizeOrder(order, other))
          .isInstanceOfSatisfying(
              FinalizeResult.Failed.class,
              failed -> assertThat(failed.failure()).isInstanceOf(OrderFailure.Refused.class));
    }
  }

  @Test
  void asksWhenToRenew() throws Exception {
    try (Pebble pebble = Pebble.setup().start(folder)) {
      RenewalWindows windows = new RenewalWindows(pebble.server(), Clock.systemUTC());
      X509Certificate leaf =
          PebbleAccount.register(pebble).issue(ALICE, solver(pebble)).chain().leaf();
      Instant start = leaf.getNotBefore().toInstant();

      RenewalWindowResult.Window first = (RenewalWindowResult.Window) windows.fetch(leaf);
      assertThat(first.window().start()).isAfter(start);
      assertThat(first.retryAfter()).isBetween(Duration.ofMinutes(1), Duration.ofDays(1));

      pebble.suggest(
          leaf,
          "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}}"
              .formatted(start.minusSeconds(60), start));
      assertThat(((RenewalWindowResult.Window) windows.fetch(leaf)).window())
          .isEqualTo(new SuggestedWindow(start.minusSeconds(60), start, null));

      for (String nonsense :
          List.of(
              "not json",
              "{}",
              "{\"suggestedWindow\": {\"start\": \"%1$s\", \"end\": \"%1$s\"}}".formatted(start),
              "{\"suggestedWindow\": {\"start\": 12, \"end\": 13}}")) {
        pebble.suggest(leaf, nonsense);
        assertThat(windows.fetch(leaf)).isInstanceOf(RenewalWindowResult.LongTermFailure.class);
      }
    }
  }

  private static Solver solver(Pebble pebble) {
    return new HttpListenerSolver(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), pebble.httpPort()),
        Optional.empty());
  }

  private static Orders orders(Account account) {
    return new Orders(account, Clock.systemUTC(), PebbleAccount::sleep);
  }

  private static NewAccount external(String keyIdentifier, String macKey) {
    return new NewAccount(
        true,
        List.of("ops@callsign.test"),
        Optional.of(new ExternalAccount(keyIdentifier, macKey)));
  }

  private static URI location(AccountResult result) {
    return ((AccountResult.Registered) result).account().location();
  }

  private static OrderFailure failure(AccountResult result) {
    return ((AccountResult.Failed) result).failure();
  }

  private static OrderFailure failure(OpenResult result) {
    return ((OpenResult.Failed) result).failure();
  }

  /** Counts how often another one is called. */
  private static final class CountingSolver implements Solver {
    private final Solver counted;
    private int calls;

    CountingSolver(Solver counted) {
      this.counted = counted;
    }

    int calls() {
      return calls;
    }

    @Override
    public String type() {
      return counted.type();
    }

    @Override
    public Presentation present(OpenChallenge challenge) {
      calls++;
      return counted.present(challenge);
    }
  }
}
