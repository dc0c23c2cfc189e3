package dev.callsign.acme.challenge;

import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.Sleeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Waits until every name server of the zone answers with the record of a dns-01 challenge (RFC 8555
 * §8.4), because an authority asks any of them.
 *
 * <p>A name server counts by the first of its addresses that answers. Nothing is asked of caches
 * but where the zone is. Whether the authority sees the same delegation is NOT checked.
 */
public final class TxtProbe {

  /** Where name servers answer. */
  public static final int PORT = 53;

  /** All waits together: secondaries that are told follow within seconds, others never in time. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  /** Before the first question that is asked again. */
  static final Duration FIRST_WAIT = Duration.ofMillis(500);

  /** The longest wait between two questions. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** For one question to one server, with the retry over TCP. */
  static final Duration QUESTION_TIMEOUT = Duration.ofSeconds(5);

  private final Resolver resolver;
  private final HostAddresses hosts;
  private final int port;
  private final Sleeper sleeper;

  private TxtProbe(Resolver resolver, HostAddresses hosts, int port, Sleeper sleeper) {
    this.resolver = resolver;
    this.hosts = hosts;
    this.port = port;
    this.sleeper = sleeper;
  }

  /** Finds the zone by way of this machine's resolvers. */
  public static TxtProbe system(Sleeper sleeper) {
    ExtendedResolver resolvers = new ExtendedResolver();
    resolvers.setTimeout(QUESTION_TIMEOUT);
    return new TxtProbe(resolvers, HostAddresses.SYSTEM, PORT, sleeper);
  }

  /**
   * Finds the zone by way of one server.
   *
   * @param server one that has the zone, or a resolver
   * @param port where the name servers of the zone answer, {@value #PORT} in the public DNS
   */
  public static TxtProbe by(InetSocketAddress server, int port, Sleeper sleeper) {
    return new TxtProbe(resolver(server), HostAddresses.SYSTEM, port, sleeper);
  }

  static SimpleResolver resolver(InetSocketAddress server) {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(QUESTION_TIMEOUT);
    return resolver;
  }

  /** What is wrong after all the waiting; empty as soon as nothing is. */
  Optional<String> complaint(OpenChallenge challenge) {
    try {
      ZoneSearch search = new ZoneSearch(resolver, hosts);
      Zone zone = search.find(name(challenge));
      List<NameServer> behind = search.servers(zone.apex());
      Duration waited = Duration.ZERO;
      Duration wait = FIRST_WAIT;
      while (true) {
        behind = without(behind, zone.owner(), challenge.recordValue());
        if (behind.isEmpty()) {
          return Optional.empty();
        }
        if (waited.plus(wait).compareTo(LIMIT) > 0 || !sleeper.sleep(wait)) {
          return Optional.of(
              "our own check: the TXT record of "
                  + zone.owner()
                  + " is not what it should be at "
                  + behind.stream().map(NameServer::toString).collect(Collectors.joining(", ")));
        }
        waited = waited.plus(wait);
        Duration longer = wait.multipliedBy(3).dividedBy(2);
        wait = longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
      }
    } catch (IOException e) {
      return Optional.of("our own check of " + challenge.recordName() + ": " + e.getMessage());
    }
  }

  /** The name of the record of a challenge. */
  static Name name(OpenChallenge challenge) throws IOException {
    try {
      return Name.fromString(challenge.recordName());
    } catch (TextParseException e) {
      throw new IOException(challenge.recordName() + " is not a name of DNS", e);
    }
  }

  /** Those of {@code servers} that do not have the value. */
  private List<NameServer> without(List<NameServer> servers, Name owner, String value) {
    List<NameServer> behind = new ArrayList<>();
    for (NameServer server : servers) {
      if (!values(server, owner).contains(value)) {
        behind.add(server);
      }
    }
    return behind;
  }

  private Set<String> values(NameServer server, Name owner) {
    for (InetAddress address : server.addresses()) {
      try {
        Message answer =
            resolver(new InetSocketAddress(address, port))
                .send(Message.newQuery(Record.newRecord(owner, Type.TXT, DClass.IN)));
        return answer.getSection(Section.ANSWER).stream()
            .filter(TXTRecord.class::isInstance)
            .map(found -> String.join("", ((TXTRecord) found).getStrings()))
            .collect(Collectors.toSet());
      } catch (IOException e) {
        // another address of the same server may answer
      }
    }
    return Set.of();
  }
}
