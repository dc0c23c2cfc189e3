package dev.callsign.directory.dns;

import dev.callsign.directory.dns.PerspectiveAnswer.Answered;
import dev.callsign.directory.dns.PerspectiveAnswer.Unanswered;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.statement.StatementPin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes one resolution out of what the perspectives say: a pure function. */
final class Corroboration {

  /** Addresses of one name that are looked at; a name with more is refused, not sampled. */
  static final int MAX_ADDRESSES = 32;

  /** From how many perspectives on two may be missing (CA/B BR §3.2.2.9). */
  private static final int MANY = 6;

  private final AddressRules rules;

  Corroboration(AddressRules rules) {
    this.rules = rules;
  }

  /** How many of so many perspectives may give no answer: none of 1, one of 2 to 5, else two. */
  static int mayBeMissing(int perspectives) {
    if (perspectives == 1) {
      return 0;
    }
    return perspectives < MANY ? 1 : 2;
  }

  /**
   * Judges the answers of all perspectives, in the order in which they are configured: existence,
   * addresses, pin and DNSSEC status must be the same everywhere, and no address anywhere special.
   */
  Resolution of(List<PerspectiveAnswer> answers) {
    List<WireAnswer> wire = answers.stream().flatMap(each -> each.wire().stream()).toList();
    List<Answered> answered =
        answers.stream().filter(Answered.class::isInstance).map(Answered.class::cast).toList();
    Optional<Finding> objection = missing(answers).or(() -> objection(answered));
    if (objection.isPresent()) {
      return new Resolution.Unresolved(List.of(objection.get()), wire);
    }
    Answered first = answered.getFirst();
    StatementPin pin;
    try {
      pin = StatementPin.parse(first.pins()).orElse(null);
    } catch (MalformedException e) {
      return new Resolution.Unresolved(
          List.of(Finding.fail(e.slug(), "at most one TXT record v=callsign1", e.detail())), wire);
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(found(first, pin, answers.size(), answered.size()));
    Optional<String> special =
        answered.stream()
            .flatMap(each -> each.addresses().stream())
            .flatMap(address -> rules.objection(address).stream())
            .findFirst();
    if (special.isPresent()) {
      findings.add(
          Finding.fail(Slug.RESERVED_ADDRESS, "public addresses only, all of them", special.get()));
      return new Resolution.Unresolved(findings, wire);
    }
    List<CheckedAddress> checked = first.addresses().stream().map(CheckedAddress::new).toList();
    findings.add(Finding.pass(Step.ADDRESS, "public addresses only", checked.toString()));
    return new Resolution.Resolved(checked, first.dnssec(), pin, first.caa(), findings, wire);
  }

  private static Optional<Finding> missing(List<PerspectiveAnswer> answers) {
    List<Finding> missing =
        answers.stream()
            .filter(Unanswered.class::isInstance)
            .map(each -> ((Unanswered) each).finding())
            .toList();
    return missing.size() > mayBeMissing(answers.size())
        ? Optional.of(missing.getFirst())
        : Optional.empty();
  }

  private static Optional<Finding> objection(List<Answered> answered) {
    Answered first = answered.getFirst();
    Optional<Answered> other =
        answered.stream().filter(each -> !each.facts().equals(first.facts())).findFirst();
    if (other.isPresent()) {
      return Optional.of(
          Finding.fail(
              Slug.PERSPECTIVES_DISAGREE,
              "the same existence, pin and DNSSEC status at every resolver",
              describe(first) + "; " + describe(other.get())));
    }
    if (first.dnssec() == DnssecStatus.BOGUS) {
      return Optional.of(
          Finding.fail(
              Slug.DNS_BOGUS, "answers that are signed, or proved to be unsigned", first.reason()));
    }
    if (!first.exists()) {
      return Optional.of(
          Finding.fail(Slug.DNS_NXDOMAIN, "a name that exists", "NXDOMAIN: no such name"));
    }
    return answered.stream()
        .map(each -> each.addresses().size())
        .filter(count -> count == 0 || count > MAX_ADDRESSES)
        .findFirst()
        .map(
            count ->
                Finding.fail(
                    Slug.DNS_NO_ADDRESS,
                    "1 to " + MAX_ADDRESSES + " addresses",
                    count + " addresses"));
  }

  private static String describe(Answered answer) {
    String what;
    if (answer.dnssec() == DnssecStatus.BOGUS) {
      what = answer.reason();
    } else if (!answer.exists()) {
      what = "NXDOMAIN";
    } else {
      what = answer.addresses().size() + " address(es), " + answer.pins().size() + " pin(s)";
    }
    return answer.resolver() + " says " + what + ", DNSSEC " + answer.dnssec().text();
  }

  private static Finding found(
      Answered first, @Nullable StatementPin pin, int asked, int answered) {
    String expected = "A or AAAA records in a signed zone";
    String seen =
        first.addresses().size()
            + " address(es), DNSSEC "
            + first.dnssec().text()
            + ", "
            + (pin == null ? "no pin" : "pin " + pin.sha256())
            + (asked == 1 ? "" : ", " + answered + " of " + asked + " resolvers answered");
    return first.dnssec() == DnssecStatus.INSECURE
        ? Finding.warn(Slug.DNS_INSECURE, expected, seen)
        : Finding.pass(Step.DNS, expected, seen);
  }
}
