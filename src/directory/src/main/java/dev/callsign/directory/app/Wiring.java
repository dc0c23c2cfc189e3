package dev.callsign.directory.app;

import com.google.common.base.Ticker;
import com.google.common.net.HostAndPort;
import dev.callsign.ct.CtPolicy;
import dev.callsign.ct.LogList;
import dev.callsign.directory.crl.CrlCache;
import dev.callsign.directory.crl.CrlStore;
import dev.callsign.directory.dns.AddressBlock;
import dev.callsign.directory.dns.AddressRules;
import dev.callsign.directory.dns.CallsignResolver;
import dev.callsign.directory.dns.DnssecAnchors;
import dev.callsign.directory.dns.HostResolver;
import dev.callsign.directory.dns.Perspective;
import dev.callsign.directory.dns.Validation;
import dev.callsign.directory.fetch.CrlFetcher;
import dev.callsign.directory.fetch.FetchLimits;
import dev.callsign.directory.fetch.RenewalInfoFetcher;
import dev.callsign.directory.fetch.RenewalInfoSource;
import dev.callsign.directory.fetch.StatementFetcher;
import dev.callsign.directory.prekeys.ClaimPolicy;
import dev.callsign.directory.prekeys.DeviceKeys;
import dev.callsign.directory.prekeys.PrekeyStore;
import dev.callsign.directory.state.StatePolicy;
import dev.callsign.directory.storage.StorageException;
import dev.callsign.directory.verify.CallsignVerifier;
import dev.callsign.directory.verify.VerificationGate;
import dev.callsign.directory.verify.Verifier;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.request.RequestVerifier;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.xbill.DNS.ResolverConfig;

/**
 * Makes the parts of the flow out of the configuration; a bad one stops the start with its name.
 */
@ApplicationScoped
class Wiring {

  /** The port of the DNS (RFC 1035 §4.2). */
  private static final int DNS_PORT = 53;

  /** Seconds between two removals of what has expired: requests are remembered for 5 minutes. */
  private static final long TIDY_EVERY_SECONDS = 60;

  private static final Logger LOG = Logger.getLogger(Wiring.class);

  private final CallsignConfig config;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("watchdog").factory());

  Wiring(CallsignConfig config) {
    this.config = config;
  }

  /** Makes every part at the start, so that a bad setting ends it instead of the first request. */
  void start(
      @Observes StartupEvent event,
      Verifier verifier,
      NamePolicy names,
      Supplier<CtPolicy> ct,
      RenewalInfoSource renewals,
      ClaimPolicy claims,
      PrekeyStore prekeys) {
    LOG.infof(
        "verifying through %s, names: %s, certificate transparency: %s with %d logs",
        config.dns().resolvers().map(Object::toString).orElse("the system's resolvers"),
        names,
        ct.get().mode().text(),
        ct.get().logs().logs().size());
    LOG.infof(
        "renewal information: %s",
        config.renewal().acmeDirectory().map(URI::toString).orElse("asked from nobody"));
    LOG.infof("claims: %s", claims);
    var unused =
        timer.scheduleWithFixedDelay(
            () -> tidy(prekeys), TIDY_EVERY_SECONDS, TIDY_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** Whatever keeps it from being done now, the next minute does it. */
  private static void tidy(PrekeyStore prekeys) {
    Thread.ofVirtual()
        .name("tidy")
        .start(
            () -> {
              try {
                prekeys.tidy();
              } catch (StorageException e) {
                LOG.warnf("tidying the prekeys has to wait: %s", e.getMessage());
              }
            });
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }

  @Produces
  @Singleton
  @DefaultBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Measures how long something took. */
  @Produces
  @Singleton
  Ticker ticker() {
    return Ticker.systemTicker();
  }

  /** What is held for how long, and how often a callsign is looked at. */
  @Produces
  @Singleton
  StatePolicy statePolicy() {
    CallsignConfig.Renewal renewal = config.renewal();
    try {
      return StatePolicy.of(renewal.hold(), renewal.recheck());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("callsign.renewal: " + e.getMessage(), e);
    }
  }

  @Produces
  @Singleton
  NamePolicy namePolicy() {
    return config.trust().allowTestNames() ? NamePolicy.WITH_TEST_NAMES : NamePolicy.PUBLIC;
  }

  @Produces
  @Singleton
  TrustPolicy trustPolicy() {
    List<X509Certificate> added = new ArrayList<>();
    for (Path file : config.trust().anchors().orElse(List.of())) {
      try {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        added.addAll(CertificateChain.parsePem(pem).certificates());
      } catch (IOException e) {
        throw new UncheckedIOException("callsign.trust.anchors: cannot read " + file, e);
      } catch (MalformedException e) {
        throw new IllegalArgumentException(
            "callsign.trust.anchors: " + file + ": " + e.detail(), e);
      }
    }
    return new TrustPolicy(
        TrustAnchors.letsEncrypt().withAdded(added),
        Set.copyOf(config.trust().issuerOrganizations().orElse(List.of())));
  }

  /** The policy of the step ct at the moment: an operator's list of logs may change. */
  @Produces
  @Singleton
  Supplier<CtPolicy> ctPolicy(Clock clock) {
    Mode mode = config.ct().mode();
    Optional<Path> file = config.ct().logList();
    if (file.isEmpty()) {
      CtPolicy shipped = new CtPolicy(mode, LogList.shipped());
      return () -> shipped;
    }
    LogListFile logs = new LogListFile(file.get(), clock);
    return () -> new CtPolicy(mode, logs.current());
  }

  /** The policy in force at the moment. */
  @Produces
  @Singleton
  Supplier<VerificationPolicy> verificationPolicy(TrustPolicy trust, Supplier<CtPolicy> ct) {
    boolean hasOwnLogs = config.ct().logList().isPresent();
    return () ->
        new VerificationPolicy(
            trust,
            ct.get(),
            hasOwnLogs,
            config.revocation().mode(),
            Set.copyOf(config.trust().caaIdentities()));
  }

  @Produces
  @Singleton
  VerificationGate verificationGate() {
    return new VerificationGate();
  }

  @Produces
  @Singleton
  Verifier verifier(Supplier<VerificationPolicy> policy, CrlCache revocation, Clock clock) {
    return new CallsignVerifier(
        new CallsignResolver(perspectives(), validation(clock), addressRules()),
        new StatementFetcher(fetchLimits(), userAgent(), timer),
        revocation::evidenceFor,
        policy,
        clock,
        Ticker.systemTicker());
  }

  @Produces
  @Singleton
  RequestVerifier requestVerifier(NamePolicy names, DeviceKeys keys) {
    return new RequestVerifier(names, keys::find);
  }

  @Produces
  @Singleton
  ClaimPolicy claimPolicy() {
    CallsignConfig.Claims claims = config.claims();
    try {
      return new ClaimPolicy(claims.burst(), claims.refill(), claims.hourly());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("callsign.claims: " + e.getMessage(), e);
    }
  }

  @Produces
  @Singleton
  CrlCache crlCache(CrlStore store, Clock clock) {
    HostResolver hosts = new HostResolver(perspective(servers()).resolver(), addressRules());
    CrlFetcher fetcher = new CrlFetcher(hosts, fetchLimits(), userAgent(), timer);
    try {
      return new CrlCache(fetcher, store, clock, config.revocation().refresh());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("callsign.revocation.refresh: " + e.getMessage(), e);
    }
  }

  @Produces
  @Singleton
  RenewalInfoSource renewalInfoSource(TrustPolicy trust, Clock clock) {
    return config
        .renewal()
        .acmeDirectory()
        .map(directory -> renewalInfoFetcher(directory, trust, clock))
        .orElseGet(RenewalInfoSource::none);
  }

  private RenewalInfoSource renewalInfoFetcher(URI directory, TrustPolicy trust, Clock clock) {
    try {
      return new RenewalInfoFetcher(
          directory,
          trust.anchors().added(),
          config.fetch().timeout(),
          userAgent(),
          clock,
          Ticker.systemTicker());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("callsign.renewal.acme-directory: " + e.getMessage(), e);
    }
  }

  private FetchLimits fetchLimits() {
    Duration timeout = config.fetch().timeout();
    return new FetchLimits(config.fetch().port(), timeout, timeout, timeout);
  }

  private String userAgent() {
    return "callsign-directory/1 (+" + config.baseUrl() + ")";
  }

  private AddressRules addressRules() {
    List<String> allowed = config.fetch().allowReserved();
    if (allowed.equals(List.of("true"))) {
      return AddressRules.everything();
    }
    return allowed.equals(List.of("false"))
        ? AddressRules.publicOnly()
        : new AddressRules(allowed.stream().map(AddressBlock::parse).toList());
  }

  /** Each configured resolver is a perspective; those of the system stand in for each other. */
  private List<Perspective> perspectives() {
    List<InetSocketAddress> servers = servers();
    return config.dns().resolvers().isPresent()
        ? servers.stream().map(each -> perspective(List.of(each))).toList()
        : List.of(perspective(servers));
  }

  private List<InetSocketAddress> servers() {
    return config
        .dns()
        .resolvers()
        .map(names -> names.stream().map(Wiring::server).distinct().toList())
        .orElseGet(() -> ResolverConfig.getCurrentConfig().servers());
  }

  private Perspective perspective(List<InetSocketAddress> servers) {
    try {
      return Perspective.on(servers, config.dns().timeout(), config.dns().dnssec());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("callsign.dns.timeout: " + e.getMessage(), e);
    }
  }

  private Validation validation(Clock clock) {
    return config.dns().dnssec()
        ? Validation.from(
            config.dns().trustAnchors().map(Wiring::anchors).orElseGet(DnssecAnchors::ofTheRoot),
            clock)
        : Validation.off();
  }

  private static DnssecAnchors anchors(Path file) {
    try {
      return DnssecAnchors.parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("callsign.dns.trust-anchors: cannot read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "callsign.dns.trust-anchors: " + file + ": " + e.getMessage(), e);
    }
  }

  private static InetSocketAddress server(String address) {
    HostAndPort host = HostAndPort.fromString(address.strip()).withDefaultPort(DNS_PORT);
    InetSocketAddress socket = new InetSocketAddress(host.getHost(), host.getPort());
    if (socket.isUnresolved()) {
      throw new IllegalArgumentException("callsign.dns.resolvers: not an address: " + address);
    }
    return socket;
  }
}
