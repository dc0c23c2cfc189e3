package dev.callsign.acme.certificate;

import static dev.callsign.acme.certificate.Certificates.ALICE;
import static dev.callsign.acme.certificate.Certificates.AUTHORITY;
import static dev.callsign.acme.certificate.Certificates.DAY_0;
import static dev.callsign.acme.certificate.Certificates.LIFE;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.lab.LabAuthority;
import dev.callsign.name.Callsign;
import dev.callsign.renewal.SuggestedWindow;
import dev.callsign.statement.StatementSigner;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/**
 * Everything outside of the agent, in memory: ACME servers that issue certificates of the lab, a
 * host, a directory, and the time. Its owner may be killed at any moment: before or after anything
 * that is done here, and whenever he looks at the clock.
 */
final class World implements OrderSteps, WindowSource, Lookout, Deployment, Publication, Progress {

  /** The process ends here. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What can fail. */
  enum Call {
    ORDER,
    AUTHORIZE,
    FINALIZE,
    DOWNLOAD,
    ACCOUNT
  }

  /** One order as its server knows it. */
  static final class Order {
    final URI address;
    final OrderRequest request;
    final Instant openedAt;
    boolean authorized;
    boolean lost;
    @Nullable CertificateChain chain;

    Order(URI address, OrderRequest request, Instant openedAt) {
      this.address = address;
      this.request = request;
      this.openedAt = openedAt;
    }
  }

  final List<Order> orders = new ArrayList<>();
  final List<String> steps = new ArrayList<>();
  final List<String> alarms = new ArrayList<>();
  final List<String> published = new ArrayList<>();
  final Map<Call, OrderFailure> failures = new EnumMap<>(Call.class);
  final List<Call> calls = new ArrayList<>();
  boolean directoryIsDown;
  boolean hostIsStuck;
  WindowAnswer window = new WindowAnswer.None("nothing is suggested");

  private final LabAuthority authority;
  private final StatementSource statements;
  private Instant now = DAY_0;
  private int moments;
  private int killAt = Integer.MAX_VALUE;
  private Seen seen = Seen.NOTHING;

  World(LabAuthority authority, StatementSource statements) {
    this.authority = authority;
    this.statements = statements;
  }

  /** Another world in which everything has happened that has happened here. */
  World copy() {
    World other = new World(authority, statements);
    other.orders.addAll(orders); // those that are done do not change any more
    other.published.addAll(published);
    other.now = now;
    other.seen = seen;
    return other;
  }

  /** A keeper of the folder, as a process that starts makes it. */
  Keeper keeper(Path home) {
    return keeper(home, new RenewalPolicy.Authorities(AUTHORITY, null, List.of()));
  }

  Keeper keeper(Path home, RenewalPolicy.@Nullable Authorities authorities) {
    return new Keeper(
        home,
        ALICE,
        new RenewalPolicy(RenewalPolicy.DEFAULT_TICK, authorities),
        "configuration",
        new Outside(this, this, statements, this, this, this, this),
        clock(),
        new SecureRandom());
  }

  /** Passes until there is nothing to do but wait for longer than a minute. */
  void settle(Keeper keeper) throws CommandFailure {
    Instant next = keeper.pass();
    while (Duration.between(now, next).compareTo(Duration.ofMinutes(1)) < 0) {
      now = next;
      next = keeper.pass();
    }
  }

  /** As above; false when it was killed on the way. */
  boolean settles(Keeper keeper) throws CommandFailure {
    try {
      settle(keeper);
      return true;
    } catch (Killed e) {
      return false;
    }
  }

  Instant now() {
    return now;
  }

  void pass(Duration duration) {
    now = now.plus(duration);
  }

  void until(Instant instant) {
    now = instant;
  }

  /** Moments at which the process could have been killed so far. */
  int moments() {
    return moments;
  }

  /** Kills at the so manieth moment from now on. */
  void killIn(int count) {
    moments = 0;
    killAt = count;
  }

  void spare() {
    killAt = Integer.MAX_VALUE;
  }

  private void moment() {
    if (moments++ == killAt) {
      throw new Killed();
    }
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        moment();
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private Optional<OrderFailure> begin(Call call) {
    moment();
    calls.add(call);
    return Optional.ofNullable(failures.get(call));
  }

  private <T> StepResult<T> done(T value) {
    moment();
    return new StepResult.Done<>(value);
  }

  @Override
  public StepResult<URI> findOrOpen(OrderRequest request, Instant since) {
    Optional<OrderFailure> failure = begin(Call.ORDER);
    if (failure.isPresent()) {
      return new StepResult.Failed<>(failure.get());
    }
    for (Order order : orders) {
      if (!order.lost
          && !order.openedAt.isBefore(since)
          && order.request.authority().equals(request.authority())) {
        return done(order.address);
      }
    }
    URI address = URI.create("https://acme.callsign.test/order/" + (orders.size() + 1));
    orders.add(new Order(address, request, now));
    return done(address);
  }

  @Override
  public StepResult<URI> authorize(URI at, URI address) {
    Optional<OrderFailure> failure = begin(Call.AUTHORIZE);
    if (failure.isPresent()) {
      return new StepResult.Failed<>(failure.get());
    }
    order(address).authorized = true;
    return done(address);
  }

  @Override
  public StepResult<URI> finalizeOrder(URI at, URI address, byte[] csr) {
    Optional<OrderFailure> failure = begin(Call.FINALIZE);
    if (failure.isPresent()) {
      return new StepResult.Failed<>(failure.get());
    }
    Order order = order(address);
    if (order.chain == null) {
      order.chain = issue(publicKey(csr));
    }
    return done(address);
  }

  @Override
  public StepResult<CertificateChain> download(URI at, URI address) {
    Optional<OrderFailure> failure = begin(Call.DOWNLOAD);
    CertificateChain chain = order(address).chain;
    if (failure.isPresent() || chain == null) {
      return new StepResult.Failed<>(failure.orElse(new OrderFailure.OrderLost("not valid")));
    }
    return done(chain);
  }

  @Override
  public StepResult<URI> recreateAccount(URI at) {
    return begin(Call.ACCOUNT)
        .<StepResult<URI>>map(StepResult.Failed::new)
        .orElseGet(() -> done(at));
  }

  private Order order(URI address) {
    return orders.stream().filter(each -> each.address.equals(address)).findFirst().orElseThrow();
  }

  private static PublicKey publicKey(byte[] csr) {
    try {
      return new JcaPEMKeyConverter()
          .getPublicKey(new PKCS10CertificationRequest(csr).getSubjectPublicKeyInfo());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private CertificateChain issue(PublicKey key) {
    Duration age = Duration.between(DAY_0, now);
    return authority
        .issue(
            authority
                .leaf(ALICE.aLabel())
                .key(new KeyPair(key, null))
                .startsAfter(age)
                .endsAfter(age.plus(LIFE)))
        .chain();
  }

  @Override
  public WindowAnswer ask(URI at, X509Certificate leaf) {
    moment();
    WindowAnswer answer = window;
    window = new WindowAnswer.None("nothing is suggested");
    return answer;
  }

  /** Once. */
  void suggest(Instant start, Instant end) {
    window = new WindowAnswer.Suggested(new SuggestedWindow(start, end, null), Duration.ofHours(6));
  }

  @Override
  public Seen look(Callsign callsign) {
    moment();
    return seen;
  }

  @Override
  public ErrandOutcome deploy(Generation live) {
    moment();
    if (!hostIsStuck) {
      String hosted =
          Optional.ofNullable(read(live.statement())).map(StatementSigner::sha256).orElse(null);
      seen =
          new Seen(
              Fingerprint.ofCertificate(live.chain().leaf()),
              hosted == null ? seen.hosted() : hosted,
              seen.recorded());
    }
    moment();
    return ErrandOutcome.DONE;
  }

  @Override
  public ErrandOutcome publish(Callsign callsign, String compact) {
    moment();
    if (directoryIsDown) {
      return ErrandOutcome.failed("the directory is down");
    }
    published.add(compact);
    seen = new Seen(seen.leaf(), seen.hosted(), StatementSigner.sha256(compact));
    moment();
    return ErrandOutcome.DONE;
  }

  /** Somebody puts an older file in place. */
  void restoreHost() {
    seen = new Seen("an older leaf", "an older statement", seen.recorded());
  }

  Seen seen() {
    return seen;
  }

  private static @Nullable String read(Path path) {
    try {
      return Files.exists(path) ? Files.readString(path) : null;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void step(String what) {
    moment();
    steps.add(what);
  }

  @Override
  public void alarm(String text) {
    moment();
    alarms.add(text);
  }
}
