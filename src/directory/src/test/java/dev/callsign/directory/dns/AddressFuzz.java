package dev.callsign.directory.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.callsign.directory.budget.Deadline;
import dev.callsign.directory.fuzz.FuzzTarget;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Message;

/** The input is the message with which a resolver answers every question. */
public final class AddressFuzz implements FuzzTarget {

  /** AAAA, A, TXT, and CAA of two names, each with one more question for each alias. */
  private static final int MAX_QUESTIONS = 5 * (1 + AliasChain.MAX_ALIASES + 1);

  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-10-01T12:00:00Z"), ZoneOffset.UTC);

  private static final Validation FROM_THE_ROOT = Validation.from(DnssecAnchors.ofTheRoot(), NOW);

  private final Callsign callsign;

  /** Asks for {@code alice.example}. */
  public AddressFuzz() {
    try {
      callsign = Callsign.parse("alice.example", NamePolicy.PUBLIC);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean accepts(byte[] input) {
    Answering resolver = new Answering(input);
    Resolution resolution = resolve(resolver, Validation.off());

    assertThat(resolver.questions.get()).isLessThanOrEqualTo(MAX_QUESTIONS);
    assertThat(resolve(new Answering(input), Validation.off()).findings())
        .isEqualTo(resolution.findings());
    assertThat(resolve(new Answering(input), FROM_THE_ROOT))
        .as("nobody but the root's keys can sign")
        .isInstanceOf(Resolution.Unresolved.class);
    assertThat(resolution.findings())
        .isNotEmpty()
        .allMatch(f -> f.step() == Step.DNS || f.step() == Step.ADDRESS)
        .allMatch(f -> f.seen().length() <= Finding.MAX_CHARS);
    return switch (resolution) {
      case Resolution.Unresolved unresolved -> {
        assertThat(unresolved.findings().getLast().failed()).isTrue();
        yield false;
      }
      case Resolution.Resolved resolved -> {
        assertThat(resolved.findings()).noneMatch(Finding::failed);
        assertThat(resolved.addresses()).hasSizeBetween(1, Corroboration.MAX_ADDRESSES);
        resolved.addresses().forEach(checked -> isPublic(checked.address()));
        yield true;
      }
    };
  }

  private Resolution resolve(Answering resolver, Validation validation) {
    Perspective perspective = new Perspective("fuzz", resolver, Perspective.MAX_TIMEOUT);
    return new CallsignResolver(List.of(perspective), validation, AddressRules.publicOnly())
        .resolve(callsign, Deadline.after(Duration.ofMinutes(1), Ticker.systemTicker()));
  }

  /** As the JDK knows addresses. */
  private static void isPublic(InetAddress address) {
    assertThat(
            address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress())
        .as(address.toString())
        .isFalse();
  }

  /** Parses the same bytes for every question, as a resolver does with what it receives. */
  private static final class Answering extends SilentResolver {
    private final byte[] answer;
    private final AtomicInteger questions = new AtomicInteger();

    Answering(byte[] answer) {
      this.answer = answer;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
      questions.incrementAndGet();
      try {
        return CompletableFuture.completedFuture(new Message(answer));
      } catch (IOException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
      return sendAsync(query);
    }
  }
}
