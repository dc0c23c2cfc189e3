package dev.callsign.acme.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.Pebble;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Somebody with an account at pebble, who orders as the agent does. */
public final class PebbleAccount {

  /** The longest that a test waits at once for a server on the same machine. */
  private static final Duration LONGEST_SLEEP = Duration.ofMillis(100);

  private final Account account;

  private PebbleAccount(Account account) {
    this.account = account;
  }

  /** Registers. */
  public static PebbleAccount register(Pebble pebble) throws Exception {
    AccountResult result =
        new Accounts(pebble.server(), Clock.systemUTC()).register(newKey(), NewAccount.agreeing());
    return new PebbleAccount(((AccountResult.Registered) result).account());
  }

  /** Waits less than it is told, for servers that are quick. */
  public static boolean sleep(Duration duration) {
    try {
      Thread.sleep(duration.compareTo(LONGEST_SLEEP) < 0 ? duration : LONGEST_SLEEP);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A key on P-256. */
  public static KeyPair newKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** A name, those of tests too. */
  public static Callsign callsign(String name) throws MalformedException {
    return Callsign.parse(name, NamePolicy.WITH_TEST_NAMES);
  }

  /** An order of one kind. */
  public static NewOrder request(String name, String... profiles) throws MalformedException {
    return new NewOrder(callsign(name), List.of(profiles), Optional.empty(), Optional.empty());
  }

  public Account account() {
    return account;
  }

  /** What orders with this account. */
  public Orders orders() {
    return new Orders(account, Clock.systemUTC(), PebbleAccount::sleep);
  }

  /** Makes an order, which must succeed. */
  public URI open(NewOrder request) {
    OpenResult result = orders().open(request);
    assertThat(result).isInstanceOf(OpenResult.Opened.class);
    return ((OpenResult.Opened) result).order();
  }

  /** Goes all the way, with a new key, which must succeed. */
  public DownloadResult.Issued issue(String name, Solver solver) throws Exception {
    URI order = open(request(name, "classic"));
    assertThat(orders().authorize(order, solver))
        .isEqualTo(new AuthorizeResult.Authorized(List.of()));
    return finish(order, name);
  }

  /** Finalizes with a new key and downloads, which must succeed. */
  public DownloadResult.Issued finish(URI order, String name) throws Exception {
    byte[] csr = CertificationRequest.of(callsign(name), newKey());
    assertThat(orders().finalizeOrder(order, csr)).isEqualTo(new FinalizeResult.Finalized());
    return (DownloadResult.Issued) orders().download(order, Optional.empty());
  }
}
