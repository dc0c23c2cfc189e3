package dev.callsign.acme.lookup;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.directory.Answer;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryExchange;
import dev.callsign.acme.directory.Refusal;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.name.Callsign;
import java.net.http.HttpRequest;

/** Asks a directory for the record of a callsign. */
final class RecordRequest {

  private RecordRequest() {}

  /**
   * Fetches the record of {@code callsign}, unverified.
   *
   * @return the body; one byte more than {@link AnswerVerifier#MAX_BYTES} of it when it is longer
   * @throws CommandFailure {@code TRY_LATER}: the network failed, or the directory answered 429 or
   *     5xx; {@code BAD_CONFIGURATION}: it redirects; {@code BAD_INPUT}: any other answer
   */
  static byte[] fetch(DirectoryAddress directory, Callsign callsign) throws CommandFailure {
    HttpRequest request =
        HttpRequest.newBuilder(directory.record(callsign))
            .header("Accept", "application/json")
            .build();
    Answer answer = new DirectoryExchange(directory).send(request, AnswerVerifier.MAX_BYTES);
    return switch (answer.status()) {
      case Answer.OK -> answer.body();
      case 404 ->
          throw new CommandFailure(
              ExitCode.BAD_INPUT, notRegistered(directory, callsign, Refusal.said(answer)));
      case 410 ->
          throw new CommandFailure(
              ExitCode.BAD_INPUT, callsign + " is gone: " + Refusal.said(answer));
      default -> throw Refusal.of(answer);
    };
  }

  private static String notRegistered(DirectoryAddress directory, Callsign callsign, String said) {
    return callsign
        + " is not registered at "
        + directory
        + " ("
        + said
        + "); register it with: curl -X POST -H 'Content-Type: application/json' -d '{\"domain\":\""
        + callsign
        + "\"}' "
        + directory.callsigns();
  }
}
