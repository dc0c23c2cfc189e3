package dev.callsign.acme.agent;

import dev.callsign.acme.certificate.WindowAnswer;
import dev.callsign.acme.certificate.WindowSource;
import dev.callsign.acme.order.AcmeServer;
import dev.callsign.acme.order.RenewalWindowResult;
import dev.callsign.acme.order.RenewalWindows;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.function.Function;

/**
 * Asks the server that issued a leaf, whoever ordered it.
 *
 * @param servers how the server with a directory is reached
 */
record SuggestedWindows(Function<URI, AcmeServer> servers, Clock clock) implements WindowSource {

  @Override
  public WindowAnswer ask(URI authority, X509Certificate leaf) {
    return switch (new RenewalWindows(servers.apply(authority), clock).fetch(leaf)) {
      case RenewalWindowResult.Window window ->
          new WindowAnswer.Suggested(window.window(), window.retryAfter());
      case RenewalWindowResult.TemporaryFailure failure ->
          new WindowAnswer.NotNow(failure.reason());
      case RenewalWindowResult.LongTermFailure failure -> new WindowAnswer.None(failure.reason());
      case RenewalWindowResult.NotOffered _ ->
          new WindowAnswer.None("the server has no renewal information");
    };
  }
}
