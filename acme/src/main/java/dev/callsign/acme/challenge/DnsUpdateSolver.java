package dev.callsign.acme.challenge;

import dev.callsign.acme.challenge.DnsUpdate.UpdateFailure;
import dev.callsign.acme.cli.PlainText;
import dev.callsign.acme.order.Answer;
import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.acme.order.Presentation;
import dev.callsign.acme.order.Solver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;

/**
 * Answers dns-01 with signed updates of the zone (RFC 2136, RFC 8945): adds one TXT record, waits
 * until every name server has it, and removes exactly that value again.
 *
 * <p>The zone is found by its SOA record, from {@code _acme-challenge} upwards, after an alias of
 * that name where there is one.
 */
public final class DnsUpdateSolver implements Solver {
  private final DnsUpdate updates;
  private final TxtProbe probe;

  /**
   * A solver with a name server.
   *
   * @param server the primary of the zone
   * @param probe waits for the name servers; asks {@code server} where they are, as a rule
   * @param clock what updates are signed at
   */
  public DnsUpdateSolver(InetSocketAddress server, TsigKey key, TxtProbe probe, Clock clock) {
    this.updates = new DnsUpdate(server, key, clock);
    this.probe = probe;
  }

  @Override
  public String type() {
    return "dns-01";
  }

  @Override
  public Presentation present(OpenChallenge challenge) {
    Zone zone;
    try {
      ZoneSearch search = new ZoneSearch(TxtProbe.resolver(updates.server()), HostAddresses.SYSTEM);
      zone = search.find(TxtProbe.name(challenge));
    } catch (IOException e) {
      return failed(
          "cannot find the zone of "
              + challenge.recordName()
              + " at the name server "
              + updates.server()
              + ": "
              + e.getMessage());
    }
    String value = challenge.recordValue();
    Answer answer = () -> remove(zone, value);
    try {
      updates.add(zone, value);
    } catch (UpdateFailure e) {
      return e.isRefused()
          ? new Presentation.Failed(new OrderFailure.Refused(PlainText.line(e.detail())))
          : SelfCheck.failed(answer, e.detail(), OrderFailure.ValidationFailed::new);
    }
    return SelfCheck.judge(answer, probe.complaint(challenge));
  }

  private void remove(Zone zone, String value) throws IOException {
    try {
      updates.remove(zone, value);
    } catch (UpdateFailure e) {
      throw new IOException(
          "the TXT record " + value + " of " + zone.owner() + " is left behind: " + e.detail(), e);
    }
  }

  private static Presentation failed(String detail) {
    return new Presentation.Failed(new OrderFailure.ValidationFailed(PlainText.line(detail)));
  }
}
