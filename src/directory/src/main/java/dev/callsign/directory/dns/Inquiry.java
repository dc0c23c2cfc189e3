package dev.callsign.directory.dns;

import dev.callsign.caa.CaaLookup;
import dev.callsign.caa.CaaProperty;
import dev.callsign.caa.CaaSet;
import dev.callsign.directory.budget.Deadline;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import dev.callsign.statement.StatementPin;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks one perspective everything about one callsign. Blocks; for one use by one thread. */
final class Inquiry {

  /**
   * Names looked at for CAA, from the callsign upwards. No name with more labels gets a certificate
   * of a public authority (Boulder {@code policy/pa.go}).
   */
  static final int MAX_CAA_NAMES = 10;

  private final Name name;
  private final Perspective perspective;
  private final Questions questions;
  private final Lookup lookup;
  private final ExecutorService threads;

  Inquiry(
      Callsign callsign,
      Perspective perspective,
      Validation validation,
      Deadline deadline,
      ExecutorService threads) {
    this.name = absolute(callsign.aLabel());
    this.perspective = perspective;
    this.questions = new Questions(perspective, deadline);
    this.lookup = new Lookup(questions, validation, deadline, threads);
    this.threads = threads;
  }

  /** Asks for AAAA, A, TXT and CAA at the same time. */
  PerspectiveAnswer run() throws InterruptedException {
    Future<Lookup.Answer> aaaa = threads.submit(() -> lookup.lookUp(name, Type.AAAA));
    Future<Lookup.Answer> a = threads.submit(() -> lookup.lookUp(name, Type.A));
    Future<Lookup.Answer> txt =
        threads.submit(() -> lookup.lookUp(below(StatementPin.LABEL), Type.TXT));
    Future<CaaLookup> caa = threads.submit((Callable<CaaLookup>) this::climb);
    try {
      List<Lookup.Answer> hosts = List.of(result(aaaa), result(a));
      Lookup.Answer texts = result(txt);
      return answered(hosts, texts, result(caa));
    } catch (Lookup.Unusable e) {
      return new PerspectiveAnswer.Unanswered(perspective.name(), e.finding(), questions.answers());
    }
  }

  private PerspectiveAnswer answered(
      List<Lookup.Answer> hosts, Lookup.Answer texts, CaaLookup caa) {
    List<Lookup.Answer> all = Stream.concat(hosts.stream(), Stream.of(texts)).toList();
    DnssecStatus dnssec =
        all.stream()
            .map(Lookup.Answer::dnssec)
            .reduce(DnssecStatus.UNVALIDATED, DnssecStatus::worse);
    String reason =
        all.stream().map(Lookup.Answer::reason).filter(r -> !r.isEmpty()).findFirst().orElse("");
    if (dnssec == DnssecStatus.BOGUS && questions.anyRefused()) {
      // What is missing may have been in the answer that the resolver could not give.
      return new PerspectiveAnswer.Unanswered(
          perspective.name(),
          Finding.fail(Slug.DNS_SERVFAIL, Lookup.EXPECTED, "a failure of the resolver: " + reason),
          questions.answers());
    }
    List<InetAddress> addresses =
        hosts.stream()
            .flatMap(answer -> answer.records().stream())
            .map(record -> AddressBlock.ofBytes(record.rdataToWireCanonical()))
            .toList();
    Set<String> pins =
        texts.records().stream()
            .map(record -> String.join("", ((TXTRecord) record).getStrings()))
            .filter(StatementPin::isPin)
            .collect(Collectors.toUnmodifiableSet());
    return new PerspectiveAnswer.Answered(
        perspective.name(),
        hosts.stream().allMatch(Lookup.Answer::exists),
        addresses,
        pins,
        caa,
        dnssec,
        reason,
        questions.answers());
  }

  /** RFC 8659 §3: the first set from the name upwards, the root excepted. */
  private CaaLookup climb() throws InterruptedException {
    try {
      for (int i = 0; i < name.labels() - 1; i++) {
        if (i == MAX_CAA_NAMES) {
          return new CaaLookup.Failed("CAA is not looked for above " + MAX_CAA_NAMES + " names");
        }
        Name at = new Name(name, i);
        Lookup.Answer answer = lookup.lookUp(at, Type.CAA);
        if (answer.dnssec() == DnssecStatus.BOGUS) {
          return new CaaLookup.Failed("the answer about CAA at " + at + " is bogus");
        }
        if (!answer.records().isEmpty()) {
          return new CaaLookup.Found(set(at, answer.records()));
        }
      }
      return new CaaLookup.None();
    } catch (Lookup.Unusable e) {
      return new CaaLookup.Failed("no answer about CAA: " + e.finding().seen());
    }
  }

  private static CaaSet set(Name at, List<Record> records) {
    List<CaaProperty> properties = new ArrayList<>();
    for (Record record : records) {
      CAARecord caa = (CAARecord) record;
      properties.add(new CaaProperty(caa.getFlags(), caa.getTag(), caa.getValue()));
    }
    return new CaaSet(at.toString(true), properties);
  }

  private Name below(String label) {
    return absolute(label + "." + name);
  }

  private static Name absolute(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalStateException("a callsign leaves room for a label below it", e);
    }
  }

  private static <T> T result(Future<T> future) throws InterruptedException, Lookup.Unusable {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Lookup.Unusable unusable -> throw unusable;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
