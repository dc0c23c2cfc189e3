package dev.callsign.acme.agent;

import dev.callsign.acme.agent.AgentConfig.Challenge;
import dev.callsign.acme.agent.AgentConfig.Check;
import dev.callsign.acme.challenge.DnsHookSolver;
import dev.callsign.acme.challenge.DnsUpdateSolver;
import dev.callsign.acme.challenge.HostAddresses;
import dev.callsign.acme.challenge.HttpListenerSolver;
import dev.callsign.acme.challenge.HttpProbe;
import dev.callsign.acme.challenge.TlsAlpnProbe;
import dev.callsign.acme.challenge.TlsAlpnSolver;
import dev.callsign.acme.challenge.TsigKey;
import dev.callsign.acme.challenge.TxtProbe;
import dev.callsign.acme.challenge.WebrootSolver;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.order.Sleeper;
import dev.callsign.acme.order.Solver;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Makes the solver that the configuration asks for. */
final class Solvers {
  private final Clock clock;
  private final SecureRandom random;
  private final Sleeper sleeper;

  Solvers(Clock clock, SecureRandom random, Sleeper sleeper) {
    this.clock = clock;
    this.random = random;
    this.sleeper = sleeper;
  }

  /** A solver; a TSIG key that cannot be used is {@code BAD_CONFIGURATION} now, not at 3 am. */
  Solver of(Challenge challenge) throws CommandFailure {
    return switch (challenge) {
      case Challenge.HttpListener http -> new HttpListenerSolver(http.listen(), http(http.check()));
      case Challenge.Webroot webroot -> new WebrootSolver(webroot.folder(), http(webroot.check()));
      case Challenge.TlsAlpn tls ->
          new TlsAlpnSolver(tls.listen(), alpn(tls.check()), random, clock);
      case Challenge.DnsUpdate dns ->
          new DnsUpdateSolver(dns.server(), TsigKey.read(dns.tsigKey()), by(dns.server()), clock);
      case Challenge.DnsHook hook ->
          new DnsHookSolver(
              hook.program(),
              hook.server().map(this::by).orElseGet(() -> TxtProbe.system(sleeper)));
    };
  }

  /** A server on another port than 53 is alone: the name servers of its zone are not asked. */
  private TxtProbe by(InetSocketAddress server) {
    return TxtProbe.by(server, server.getPort(), sleeper);
  }

  private static Optional<HttpProbe> http(Check check) {
    return probe(check, HttpProbe::new, HttpProbe::new);
  }

  private Optional<TlsAlpnProbe> alpn(Check check) {
    return probe(
        check,
        () -> new TlsAlpnProbe(random),
        (hosts, port) -> new TlsAlpnProbe(hosts, port, random));
  }

  private static <T> Optional<T> probe(
      Check check, Supplier<T> asTheAuthority, BiFunction<HostAddresses, Integer, T> elsewhere) {
    if (!check.enabled()) {
      return Optional.empty();
    }
    return Optional.of(
        check
            .at()
            .map(at -> elsewhere.apply(name -> List.of(at.getAddress()), at.getPort()))
            .orElseGet(asTheAuthority));
  }
}
