package dev.callsign.directory.dns;

import dev.callsign.directory.budget.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * The questions of one verification to one perspective: each is asked once, at most so many are
 * asked, none is waited for beyond the deadline, and every answer is kept.
 *
 * <p>Stands between a validator and the resolver, so that keys and delegations count, too. Safe for
 * concurrent use.
 */
final class Questions implements Resolver {

  /**
   * Questions for one callsign. A signed name five labels deep with an alias takes about 40; a
   * chain of hostile zones takes what it gets.
   */
  static final int MAX_QUESTIONS = 100;

  /** Bytes of any DNS message (RFC 1035 §4.2.2). */
  private static final int MAX_MESSAGE_BYTES = 65_535;

  /** More would have been asked than is allowed. */
  static final class TooMany extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private record Question(Name name, int type) {}

  private final Perspective perspective;
  private final Deadline deadline;
  private final Map<Question, CompletableFuture<Message>> asked = new ConcurrentHashMap<>();

  Questions(Perspective perspective, Deadline deadline) {
    this.perspective = perspective;
    this.deadline = deadline;
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query) {
    return sendAsync(query, Runnable::run);
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    Record question = query.getQuestion();
    Question key = new Question(question.getName(), question.getType());
    CompletableFuture<Message> mine = new CompletableFuture<>();
    CompletableFuture<Message> earlier = asked.putIfAbsent(key, mine);
    if (earlier == null) {
      send(query, executor, mine);
    }
    // A copy for everybody who asks: a validator writes into what it is given.
    return (earlier == null ? mine : earlier).thenApply(Message::clone);
  }

  private void send(Message query, Executor executor, CompletableFuture<Message> answer) {
    if (asked.size() > MAX_QUESTIONS) {
      answer.completeExceptionally(new TooMany());
      return;
    }
    answer.orTimeout(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    if (!deadline.isOver()) {
      perspective
          .resolver()
          .sendAsync(query, executor)
          .whenComplete(
              (message, failure) -> {
                if (failure == null) {
                  answer.complete(message);
                } else {
                  answer.completeExceptionally(failure);
                }
              });
    }
  }

  /** What the resolver answered to a question that was answered, before anybody validated it. */
  int rcode(Name name, int type) {
    CompletableFuture<Message> answer = asked.get(new Question(name, type));
    if (answer == null) {
      throw new IllegalArgumentException(name + " " + Type.string(type) + " was not asked");
    }
    return answer.resultNow().getRcode();
  }

  /** Whether some answer was a failure of the resolver, which says nothing about the name. */
  boolean anyRefused() {
    return answered()
        .mapToInt(entry -> entry.getValue().resultNow().getRcode())
        .anyMatch(rcode -> rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN);
  }

  /** Every answer so far, by name and type. */
  List<WireAnswer> answers() {
    return answered().map(entry -> wire(entry.getKey(), entry.getValue().resultNow())).toList();
  }

  private WireAnswer wire(Question question, Message answer) {
    return new WireAnswer(
        perspective.name(),
        question.name().toString(),
        Type.string(question.type()),
        Base64.getUrlEncoder().withoutPadding().encodeToString(answer.toWire(MAX_MESSAGE_BYTES)));
  }

  private Stream<Map.Entry<Question, CompletableFuture<Message>>> answered() {
    return asked.entrySet().stream()
        .filter(entry -> entry.getValue().state() == CompletableFuture.State.SUCCESS)
        .sorted(
            Map.Entry.comparingByKey(
                Comparator.comparing(Question::name).thenComparing(Question::type)));
  }

  @Override
  public Duration getTimeout() {
    return perspective.resolver().getTimeout();
  }

  // A validator sets these on what it asks through; the perspective has them already.

  @Override
  public void setPort(int port) {}

  @Override
  public void setTCP(boolean tcp) {}

  @Override
  public void setIgnoreTruncation(boolean ignore) {}

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

  @Override
  public void setTSIGKey(TSIG key) {}

  @Override
  public void setTimeout(Duration timeout) {}
}
