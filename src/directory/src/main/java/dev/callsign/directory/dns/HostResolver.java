package dev.callsign.directory.dns;

import com.google.common.base.Ticker;
import dev.callsign.directory.budget.Deadline;
import dev.callsign.report.Slug;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Resolves hosts that are not callsigns, and checks every address as it does those of callsigns: if
 * any is special, the whole name is refused.
 *
 * <p>For hosts whose content proves itself, as signed lists do, or that prove their name by a
 * certificate: neither DNSSEC nor a second resolver is asked. Blocks the calling thread; safe for
 * concurrent use.
 */
public final class HostResolver {

  private final Perspective perspective;
  private final AddressRules rules;

  /** Resolves through {@code resolver}. */
  public HostResolver(Resolver resolver, AddressRules rules) {
    this.perspective = new Perspective("any", resolver, Perspective.MAX_TIMEOUT);
    this.rules = rules;
  }

  /**
   * Resolves AAAA and A; never throws for what the DNS answers.
   *
   * @param host a host name with labels of letters, digits and hyphens
   * @param longest how long to wait for all answers together
   */
  public HostResolution resolve(String host, Duration longest) {
    Deadline deadline = Deadline.after(longest, Ticker.systemTicker());
    Questions questions = new Questions(perspective, deadline);
    Lookup lookup = new Lookup(questions, Validation.off(), deadline, Runnable::run);
    try {
      Name name = Name.fromString(host, Name.root);
      List<InetAddress> addresses = new ArrayList<>();
      for (int type : new int[] {Type.AAAA, Type.A}) {
        Lookup.Answer answer = lookup.lookUp(name, type);
        if (!answer.exists()) {
          return new HostResolution.Unresolved("its host does not exist");
        }
        answer
            .records()
            .forEach(record -> addresses.add(AddressBlock.ofBytes(record.rdataToWireCanonical())));
      }
      return check(addresses);
    } catch (TextParseException e) {
      return new HostResolution.Unresolved("it is not a host name");
    } catch (Lookup.Unusable e) {
      return new HostResolution.Unresolved(
          e.finding().slug() == Slug.DNS_TIMEOUT
              ? "no resolver answered in time"
              : "the resolvers gave no usable answer about its host");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new HostResolution.Unresolved("the directory stops");
    }
  }

  private HostResolution check(List<InetAddress> addresses) {
    if (addresses.isEmpty() || addresses.size() > Corroboration.MAX_ADDRESSES) {
      return new HostResolution.Unresolved("its host has " + addresses.size() + " addresses");
    }
    Optional<String> objection =
        addresses.stream().flatMap(address -> rules.objection(address).stream()).findFirst();
    return objection
        .<HostResolution>map(why -> new HostResolution.Unresolved("its host is refused: " + why))
        .orElseGet(
            () ->
                new HostResolution.Resolved(addresses.stream().map(CheckedAddress::new).toList()));
  }
}
