package dev.callsign.directory.dns;

import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;

/**
 * One place to see the DNS from: a recursive resolver, or several of which the first that answers
 * speaks for all.
 *
 * @param name how reports call it
 * @param resolver asks; its timeouts and tries bound each question
 * @param timeout the wait for one try
 */
public record Perspective(String name, Resolver resolver, Duration timeout) {

  /** The longest wait for one try that the policy allows. */
  public static final Duration MAX_TIMEOUT = Duration.ofSeconds(5);

  /** How often one question is asked at most. */
  public static final int TRIES = 3;

  /** Bytes of a UDP answer that crosses every network unfragmented (DNS Flag Day 2020). */
  private static final int EDNS_PAYLOAD_BYTES = 1232;

  /**
   * A perspective on these servers, over UDP and, for what is truncated, TCP.
   *
   * @param timeout above 0, at most {@link #MAX_TIMEOUT}
   * @param dnssec whether signatures are asked for
   */
  public static Perspective on(List<InetSocketAddress> servers, Duration timeout, boolean dnssec) {
    if (!timeout.isPositive() || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException("the timeout of a resolver is above 0 and at most 5 s");
    }
    List<Resolver> each = servers.stream().<Resolver>map(SimpleResolver::new).toList();
    ExtendedResolver resolver = new ExtendedResolver(each);
    each.forEach(server -> server.setTimeout(timeout));
    resolver.setTimeout(timeout.multipliedBy(TRIES)); // for all tries together
    resolver.setRetries(TRIES);
    resolver.setEDNS(0, EDNS_PAYLOAD_BYTES, dnssec ? ExtendedFlags.DO : 0, List.of());
    return new Perspective(name(servers.getFirst()), resolver, timeout);
  }

  private static String name(InetSocketAddress server) {
    return InetAddresses.toUriString(server.getAddress()) + ":" + server.getPort();
  }
}
