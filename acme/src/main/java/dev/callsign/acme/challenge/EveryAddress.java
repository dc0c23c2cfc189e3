package dev.callsign.acme.challenge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a domain at each of its addresses, because nobody knows which one the authority takes.
 *
 * <p>Every address that answers has to answer rightly, and at least one has to answer: an authority
 * goes on to another address only where it gets no connection.
 */
record EveryAddress(HostAddresses hosts, int port) {

  /** Addresses of one name that are looked at; few have more than two of each family. */
  static final int MAX_ADDRESSES = 8;

  /** For one address, all of it. Authorities wait about ten seconds. */
  static final TimeLimit LIMIT = new TimeLimit(Duration.ofSeconds(10));

  /** Looks at one address. */
  @FunctionalInterface
  interface Visit {

    /** What is wrong with the answer; empty when nothing is. */
    Optional<String> complaint(InetSocketAddress address) throws IOException;
  }

  /** What is wrong, for a person; empty when nothing is. */
  Optional<String> complaint(String domain, Visit visit) {
    List<InetAddress> addresses;
    try {
      addresses = hosts.of(domain);
    } catch (UnknownHostException e) {
      return Optional.of("our own check: " + domain + " has no address that this machine can see");
    }
    boolean answered = false;
    String trouble = "";
    for (InetAddress address : addresses.subList(0, Math.min(addresses.size(), MAX_ADDRESSES))) {
      InetSocketAddress at = new InetSocketAddress(address, port);
      String where = address.getHostAddress() + " port " + port;
      try {
        Optional<String> complaint = LIMIT.call(() -> visit.complaint(at));
        if (complaint.isPresent()) {
          return Optional.of("our own check: " + domain + " at " + where + " " + complaint.get());
        }
        answered = true;
      } catch (IOException e) {
        trouble = where + ": " + e.getMessage();
      }
    }
    return answered
        ? Optional.empty()
        : Optional.of("our own check: " + domain + " does not answer (" + trouble + ")");
  }
}
