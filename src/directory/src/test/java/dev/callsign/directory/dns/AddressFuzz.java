package dev.callsign.directory.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.fuzz.FuzzTarget;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.Message;

/** The input is the message with which a resolver answers every question. */
public final class AddressFuzz implements FuzzTarget {

  /** AAAA and A, each with the first question and one more for each alias. */
  private static final int MAX_QUESTIONS = 2 * (1 + AddressResolver.MAX_ALIASES + 1);

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
    Resolution resolution = resolve(resolver);

    assertThat(resolver.questions).isLessThanOrEqualTo(MAX_QUESTIONS);
    assertThat(resolve(new Answering(input)).findings()).isEqualTo(resolution.findings());
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
        assertThat(resolved.addresses()).hasSizeBetween(1, AddressResolver.MAX_ADDRESSES);
        resolved.addresses().forEach(checked -> isPublic(checked.address()));
        yield true;
      }
    };
  }

  private Resolution resolve(Answering resolver) {
    return new AddressResolver(resolver, AddressRules.publicOnly()).resolve(callsign);
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
    private int questions;

    Answering(byte[] answer) {
      this.answer = answer;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
      questions++;
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
