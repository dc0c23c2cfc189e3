package dev.callsign.directory.dns;

import dev.callsign.directory.budget.Deadline;
import dev.callsign.report.Finding;
import dev.callsign.report.Slug;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.WireParseException;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** Asks one question and follows its aliases. Blocks; safe for concurrent use. */
final class Lookup {

  static final String EXPECTED = "an answer of the resolver";

  /**
   * What came of a question.
   *
   * @param exists false when the answer was NXDOMAIN
   * @param records of the type asked for; none when bogus
   * @param reason why it is bogus; otherwise empty
   */
  record Answer(boolean exists, List<Record> records, DnssecStatus dnssec, String reason) {
    static Answer bogus(String reason) {
      return new Answer(true, List.of(), DnssecStatus.BOGUS, reason);
    }
  }

  /** The resolver gave no answer that can be used. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Finding finding;

    Unusable(Finding finding) {
      super(finding.seen(), null, false, false);
      this.finding = finding;
    }

    Finding finding() {
      return finding;
    }
  }

  private final Questions questions;
  private final Resolver resolver;
  private final boolean validates;
  private final Deadline deadline;
  private final Executor threads;

  Lookup(Questions questions, Validation validation, Deadline deadline, Executor threads) {
    this.questions = questions;
    this.resolver = validation.over(questions);
    this.validates = validation.isOn();
    this.deadline = deadline;
    this.threads = threads;
  }

  /** The records of a type at a name, or at the end of its aliases. */
  Answer lookUp(Name name, int type) throws Unusable, InterruptedException {
    Name asked = name;
    DnssecStatus dnssec = DnssecStatus.UNVALIDATED;
    for (int aliases = 0; aliases <= AliasChain.MAX_ALIASES; ) {
      Message answer = ask(asked, type);
      DnssecStatus status = status(answer);
      if (status == DnssecStatus.BOGUS) {
        return Answer.bogus(reason(answer));
      }
      AliasChain chain = AliasChain.in(answer, asked, type);
      if (validates && chain.hasOthers()) {
        return Answer.bogus("the answer is about another name than " + asked);
      }
      dnssec = dnssec.worse(status);
      boolean isLast = chain.aliases() == 0 || !chain.records().isEmpty();
      if (isLast || status == DnssecStatus.SECURE || answer.getRcode() == Rcode.NXDOMAIN) {
        boolean exists = answer.getRcode() != Rcode.NXDOMAIN;
        return new Answer(exists, chain.records(), dnssec, "");
      }
      aliases += chain.aliases();
      asked = chain.end();
    }
    throw new Unusable(
        Finding.fail(
            Slug.DNS_SERVFAIL,
            "at most " + AliasChain.MAX_ALIASES + " aliases",
            "an endless chain of them"));
  }

  private Message ask(Name name, int type) throws Unusable, InterruptedException {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    try {
      Message answer =
          resolver
              .sendAsync(query, threads)
              .toCompletableFuture()
              .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      int rcode = questions.rcode(name, type);
      if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
        throw new Unusable(
            Finding.fail(Slug.DNS_SERVFAIL, EXPECTED, Rcode.string(rcode) + " from the resolver"));
      }
      return answer;
    } catch (TimeoutException e) {
      throw new Unusable(timeout());
    } catch (ExecutionException e) {
      throw new Unusable(unanswered(cause(e)));
    }
  }

  private static Finding unanswered(Throwable cause) {
    return switch (cause) {
      case Questions.TooMany tooMany ->
          Finding.fail(
              Slug.DNS_SERVFAIL,
              "at most " + Questions.MAX_QUESTIONS + " questions about one callsign",
              "aliases and keys that take more");
      case TimeoutException timeout -> timeout();
      case WireParseException garbage -> garbage();
      case IOException silence -> timeout();
      default -> garbage();
    };
  }

  private static Finding timeout() {
    return Finding.fail(Slug.DNS_TIMEOUT, "an answer of the resolver in time", "no usable answer");
  }

  private static Finding garbage() {
    return Finding.fail(Slug.DNS_SERVFAIL, EXPECTED, "an answer that does not parse");
  }

  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** A validator marks what is secure, and answers SERVFAIL with a reason for what is bogus. */
  private DnssecStatus status(Message answer) {
    if (!validates) {
      return DnssecStatus.UNVALIDATED;
    }
    int rcode = answer.getRcode();
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      return DnssecStatus.BOGUS;
    }
    return answer.getHeader().getFlag(Flags.AD) ? DnssecStatus.SECURE : DnssecStatus.INSECURE;
  }

  /** The record in which the validator says why, in a message that it made itself. */
  private static String reason(Message answer) {
    return answer.getSection(Section.ADDITIONAL).stream()
        .filter(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
        .filter(TXTRecord.class::isInstance)
        .flatMap(record -> ((TXTRecord) record).getStrings().stream())
        .collect(Collectors.joining());
  }
}
