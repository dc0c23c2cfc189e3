package dev.callsign.directory.app;

import com.google.common.net.HostAndPort;
import dev.callsign.ct.CtPolicy;
import dev.callsign.ct.LogList;
import dev.callsign.directory.crl.CrlCache;
import dev.callsign.directory.crl.CrlStore;
import dev.callsign.directory.dns.AddressBlock;
import dev.callsign.directory.dns.AddressResolver;
import dev.callsign.directory.dns.AddressRules;
import dev.callsign.directory.dns.HostResolver;
import dev.callsign.directory.fetch.CrlFetcher;
import dev.callsign.directory.fetch.FetchLimits;
import dev.callsign.directory.fetch.StatementFetcher;
import dev.callsign.directory.verify.CallsignVerifier;
import dev.callsign.directory.verify.VerificationGate;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.statement.StatementVerifier;
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
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;

/**
 * Makes the parts of the flow out of the configuration; a bad one stops the start with its name.
 */
@ApplicationScoped
class Wiring {

  /** The port of the DNS (RFC 1035 §4.2). */
  private static final int DNS_PORT = 53;

  /** The longest wait for one resolver, and the tries, that the policy allows. */
  private static final Duration MAX_DNS_TIMEOUT = Duration.ofSeconds(5);

  private static final int DNS_TRIES = 3;

  /** Bytes of a UDP answer that crosses every network unfragmented (DNS Flag Day 2020). */
  private static final int EDNS_PAYLOAD_BYTES = 1232;

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
      CallsignVerifier verifier,
      NamePolicy names,
      Supplier<CtPolicy> ct) {
    LOG.infof(
        "verifying through %s, names: %s, certificate transparency: %s with %d logs",
        config.dns().resolvers().map(Object::toString).orElse("the system's resolvers"),
        names,
        ct.get().mode().text(),
        ct.get().logs().logs().size());
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

  @Produces
  @Singleton
  VerificationGate verificationGate() {
    return new VerificationGate();
  }

  @Produces
  @Singleton
  CallsignVerifier callsignVerifier(TrustPolicy trust, Clock clock) {
    return new CallsignVerifier(
        new AddressResolver(resolver(), addressRules()),
        new StatementFetcher(fetchLimits(), userAgent(), timer),
        new StatementVerifier(trust),
        clock);
  }

  @Produces
  @Singleton
  CrlCache crlCache(CrlStore store, Clock clock) {
    HostResolver hosts = new HostResolver(resolver(), addressRules());
    CrlFetcher fetcher = new CrlFetcher(hosts, fetchLimits(), userAgent(), timer);
    try {
      return new CrlCache(fetcher, store, clock, config.revocation().refresh());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("callsign.revocation.refresh: " + e.getMessage(), e);
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

  private Resolver resolver() {
    Duration timeout = config.dns().timeout();
    if (!timeout.isPositive() || timeout.compareTo(MAX_DNS_TIMEOUT) > 0) {
      throw new IllegalArgumentException("callsign.dns.timeout is above 0 and at most 5 s");
    }
    List<String> configured = config.dns().resolvers().orElse(List.of());
    ExtendedResolver resolver =
        configured.isEmpty()
            ? new ExtendedResolver()
            : new ExtendedResolver(configured.stream().map(Wiring::resolver).toList());
    for (Resolver each : resolver.getResolvers()) {
      each.setTimeout(timeout);
    }
    resolver.setTimeout(timeout.multipliedBy(DNS_TRIES)); // for all tries together
    resolver.setRetries(DNS_TRIES);
    resolver.setEDNS(0, EDNS_PAYLOAD_BYTES, 0, List.of());
    return resolver;
  }

  private static Resolver resolver(String address) {
    HostAndPort host = HostAndPort.fromString(address.strip()).withDefaultPort(DNS_PORT);
    InetSocketAddress socket = new InetSocketAddress(host.getHost(), host.getPort());
    if (socket.isUnresolved()) {
      throw new IllegalArgumentException("callsign.dns.resolvers: not an address: " + address);
    }
    return new SimpleResolver(socket);
  }
}
