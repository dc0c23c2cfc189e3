package dev.callsign.acme.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Publication;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.directory.Answer;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryExchange;
import dev.callsign.acme.directory.DirectoryFailure;
import dev.callsign.acme.directory.Refusal;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.name.Callsign;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** Has the directory look at the callsign now (docs/protocol.md §8, POST of callsigns). */
record DirectoryPublication(DirectoryAddress directory) implements Publication {
  private static final int CREATED = 201;

  @Override
  public ErrandOutcome publish(Callsign callsign, String compact) {
    String body = JsonNodeFactory.instance.objectNode().put("domain", callsign.aLabel()).toString();
    HttpRequest request =
        HttpRequest.newBuilder(directory.callsigns())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      Answer answer = new DirectoryExchange(directory).send(request, AnswerVerifier.MAX_BYTES);
      if (answer.status() == Answer.OK || answer.status() == CREATED) {
        return ErrandOutcome.DONE;
      }
      DirectoryFailure refusal = Refusal.of(answer);
      return new ErrandOutcome(false, refusal.retryAfter(), words(refusal));
    } catch (CommandFailure e) {
      return ErrandOutcome.failed(words(e));
    }
  }

  private static String words(CommandFailure failure) {
    return failure.details().isEmpty()
        ? failure.message()
        : failure.message() + " [" + String.join("; ", failure.details()) + "]";
  }
}
