package dev.callsign.acme.challenge;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Finds the zone of a name, and who is asked about it, by way of one server.
 *
 * <p>An alias of the name itself is followed, so that {@code _acme-challenge} may be delegated to
 * another zone. Nothing of it is validated with DNSSEC: it says where to look, and what is found
 * there decides nothing.
 */
final class ZoneSearch {

  /** Aliases after one another; resolvers follow about as many. */
  static final int MAX_ALIASES = 8;

  private final Resolver resolver;
  private final HostAddresses hosts;

  /**
   * A search.
   *
   * @param resolver a server of the zone, or one that asks others
   * @param hosts for the addresses of name servers that {@code resolver} does not know
   */
  ZoneSearch(Resolver resolver, HostAddresses hosts) {
    this.resolver = resolver;
    this.hosts = hosts;
  }

  /**
   * The zone that a record of {@code name} is in.
   *
   * @throws IOException nobody answers, or nobody knows one; the message says which
   */
  Zone find(Name name) throws IOException {
    Name owner = name;
    for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
      Message answer = ask(owner, Type.SOA);
      Optional<Name> alias = alias(answer, owner);
      if (alias.isEmpty()) {
        return new Zone(apex(answer, owner), owner);
      }
      owner = alias.get();
    }
    throw new IOException(name + " has more than " + MAX_ALIASES + " aliases after one another");
  }

  /** The addresses of each name server of a zone. */
  List<NameServer> servers(Name apex) throws IOException {
    List<NameServer> servers = new ArrayList<>();
    for (Record found : ask(apex, Type.NS).getSection(Section.ANSWER)) {
      if (found instanceof NSRecord server) {
        servers.add(new NameServer(server.getTarget(), addresses(server.getTarget())));
      }
    }
    if (servers.isEmpty()) {
      throw new IOException("the zone " + apex + " names no name servers");
    }
    return servers;
  }

  private Name apex(Message first, Name owner) throws IOException {
    Message answer = first;
    for (Name candidate = owner; candidate.labels() > 1; ) {
      if (hasStartOfAuthority(answer, candidate)) {
        return candidate;
      }
      candidate = new Name(candidate, 1);
      answer = ask(candidate, Type.SOA);
    }
    throw new IOException("no zone of " + owner + " is known there");
  }

  private static boolean hasStartOfAuthority(Message answer, Name apex) {
    return answer.getSection(Section.ANSWER).stream()
        .anyMatch(found -> found.getType() == Type.SOA && found.getName().equals(apex));
  }

  private static Optional<Name> alias(Message answer, Name owner) {
    return answer.getSection(Section.ANSWER).stream()
        .filter(found -> found.getName().equals(owner))
        .filter(CNAMERecord.class::isInstance)
        .map(found -> ((CNAMERecord) found).getTarget())
        .findFirst();
  }

  private List<InetAddress> addresses(Name server) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int type : new int[] {Type.A, Type.AAAA}) {
      for (Record found : ask(server, type).getSection(Section.ANSWER)) {
        switch (found) {
          case ARecord a -> addresses.add(a.getAddress());
          case AAAARecord aaaa -> addresses.add(aaaa.getAddress());
          default -> {} // the alias before them
        }
      }
    }
    return addresses.isEmpty() ? hosts.of(server.toString(true)) : addresses;
  }

  private Message ask(Name name, int type) throws IOException {
    Message answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
    return switch (answer.getRcode()) {
      // A server that does not know a name beyond its zones says REFUSED.
      case Rcode.NOERROR, Rcode.NXDOMAIN, Rcode.REFUSED -> answer;
      default ->
          throw new IOException(
              "asked for "
                  + name
                  + " "
                  + Type.string(type)
                  + ", it answers "
                  + Rcode.string(answer.getRcode()));
    };
  }
}
