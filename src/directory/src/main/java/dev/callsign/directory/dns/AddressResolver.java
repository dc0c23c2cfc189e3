package dev.callsign.directory.dns;

import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/**
 * Resolves callsigns through the configured recursive resolvers and checks every address.
 *
 * <p>If any address is special the whole name is refused, so that a second answer cannot bring it
 * back. Safe for concurrent use. DNSSEC is not validated yet.
 */
public final class AddressResolver {

  /**
   * Aliases followed from one name; recursive resolvers give up at about as many (RFC 1034 §5.2.2).
   */
  static final int MAX_ALIASES = 8;

  /** Addresses of one name that are looked at; a name with more is refused, not sampled. */
  static final int MAX_ADDRESSES = 32;

  private final Resolver resolver;
  private final AddressRules rules;

  /** Resolves through {@code resolver}, whose own timeout and retries bound each question. */
  public AddressResolver(Resolver resolver, AddressRules rules) {
    this.resolver = resolver;
    this.rules = rules;
  }

  /** Resolves AAAA and A of a callsign; never throws for what the DNS answers. */
  public Resolution resolve(Callsign callsign) {
    try {
      Name name = Name.fromString(callsign.aLabel() + ".");
      CompletionStage<Message> aaaa = ask(name, Type.AAAA);
      CompletionStage<Message> a = ask(name, Type.A);
      List<InetAddress> addresses = new ArrayList<>();
      addresses.addAll(answers(name, Type.AAAA, aaaa));
      addresses.addAll(answers(name, Type.A, a));
      return check(addresses);
    } catch (TextParseException e) {
      throw new IllegalStateException("a callsign is a DNS name", e);
    } catch (Refused e) {
      return new Resolution.Unresolved(List.of(e.finding));
    }
  }

  private Resolution check(List<InetAddress> addresses) {
    if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
      return new Resolution.Unresolved(
          List.of(
              Finding.fail(
                  Slug.DNS_NO_ADDRESS,
                  "1 to " + MAX_ADDRESSES + " addresses",
                  addresses.size() + " addresses")));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.pass(Step.DNS, "A or AAAA records", addresses.size() + " address(es)"));
    Optional<String> objection =
        addresses.stream().flatMap(address -> rules.objection(address).stream()).findFirst();
    if (objection.isPresent()) {
      findings.add(
          Finding.fail(
              Slug.RESERVED_ADDRESS, "public addresses only, all of them", objection.get()));
      return new Resolution.Unresolved(findings);
    }
    List<CheckedAddress> checked = addresses.stream().map(CheckedAddress::new).toList();
    findings.add(Finding.pass(Step.ADDRESS, "public addresses only", checked.toString()));
    return new Resolution.Resolved(checked, findings);
  }

  private CompletionStage<Message> ask(Name name, int type) {
    return resolver.sendAsync(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
  }

  /** The addresses in an answer, following aliases inside it and by further questions. */
  private List<InetAddress> answers(Name asked, int type, CompletionStage<Message> pending)
      throws Refused {
    Name name = asked;
    Message answer = await(pending);
    for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
      List<InetAddress> found = new ArrayList<>();
      Optional<Name> alias = Optional.empty();
      for (Record record : answer.getSection(Section.ANSWER)) {
        if (record.getName().equals(name) && record.getDClass() == DClass.IN) {
          switch (record) {
            case ARecord a when type == Type.A -> found.add(withoutName(a.getAddress()));
            case AAAARecord aaaa when type == Type.AAAA ->
                found.add(withoutName(aaaa.getAddress()));
            case CNAMERecord cname -> alias = Optional.of(cname.getTarget());
            default -> {} // signatures and whatever else a resolver adds
          }
        }
      }
      if (!found.isEmpty() || alias.isEmpty()) {
        return found;
      }
      name = alias.get();
      Name target = name;
      boolean inAnswer =
          answer.getSection(Section.ANSWER).stream()
              .anyMatch(record -> record.getName().equals(target));
      if (!inAnswer) {
        answer = await(ask(name, type));
      }
    }
    throw new Refused(
        Finding.fail(
            Slug.DNS_SERVFAIL, "at most " + MAX_ALIASES + " aliases", "an endless chain of them"));
  }

  private static Message await(CompletionStage<Message> pending) throws Refused {
    Message answer;
    try {
      answer = pending.toCompletableFuture().join();
    } catch (CompletionException e) {
      boolean unanswered =
          e.getCause() instanceof IOException && !(e.getCause() instanceof WireParseException);
      throw new Refused(
          unanswered
              ? Finding.fail(
                  Slug.DNS_TIMEOUT, "an answer of a resolver in time", "no usable answer")
              : Finding.fail(
                  Slug.DNS_SERVFAIL, "an answer of a resolver", "an answer that does not parse"));
    }
    return switch (answer.getRcode()) {
      case Rcode.NOERROR -> answer;
      case Rcode.NXDOMAIN ->
          throw new Refused(
              Finding.fail(Slug.DNS_NXDOMAIN, "a name that exists", "NXDOMAIN: no such name"));
      default ->
          throw new Refused(
              Finding.fail(
                  Slug.DNS_SERVFAIL,
                  "an answer of a resolver",
                  Rcode.string(answer.getRcode()) + " from the resolver"));
    };
  }

  private static InetAddress withoutName(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** Carries the finding out of the loop above; never leaves this class. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Finding finding;

    Refused(Finding finding) {
      super(finding.seen(), null, false, false);
      this.finding = finding;
    }
  }
}
