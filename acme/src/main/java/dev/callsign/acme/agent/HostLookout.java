package dev.callsign.acme.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.acme.certificate.Lookout;
import dev.callsign.acme.certificate.Seen;
import dev.callsign.acme.challenge.HostAddresses;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.directory.Answer;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryExchange;
import dev.callsign.bundle.AnswerVerifier;
import dev.callsign.name.Callsign;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the host over TLS and at the directory's record. What cannot be seen is null; why not,
 * is not told: the same is said by whoever repairs it.
 *
 * <p>Only one address of the host is looked at, the first that the resolver gives. The directory is
 * believed about what it has recorded, for nothing but whether to tell it again.
 */
final class HostLookout implements Lookout {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HTTPS = 443;

  private final AgentConfig.Host host;
  private final HostProbe probe;
  private final DirectoryAddress directory;

  HostLookout(AgentConfig.Host host, HostProbe probe, DirectoryAddress directory) {
    this.host = host;
    this.probe = probe;
    this.directory = directory;
  }

  @Override
  public Seen look(Callsign callsign) {
    HostProbe.Sight sight =
        host.enabled()
            ? address(callsign).map(at -> probe.look(callsign, at)).orElse(HostProbe.Sight.NOTHING)
            : HostProbe.Sight.NOTHING;
    return new Seen(sight.leaf(), sight.statement(), recorded(callsign));
  }

  private Optional<InetSocketAddress> address(Callsign callsign) {
    if (host.at().isPresent()) {
      return host.at();
    }
    try {
      return Optional.of(
          new InetSocketAddress(HostAddresses.SYSTEM.of(callsign.aLabel()).getFirst(), HTTPS));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private @Nullable String recorded(Callsign callsign) {
    HttpRequest request =
        HttpRequest.newBuilder(directory.record(callsign))
            .header("Accept", "application/json")
            .build();
    try {
      Answer answer = new DirectoryExchange(directory).send(request, AnswerVerifier.MAX_BYTES);
      return answer.status() == Answer.OK ? hash(answer.body()) : null;
    } catch (CommandFailure e) {
      return null;
    }
  }

  /** Of the held statement where there is one: it came later. */
  private static @Nullable String hash(byte[] body) {
    try {
      JsonNode record = JSON.readTree(body);
      String held = record.path("pending_change").path("statement_sha256").asText("");
      String inForce = record.path("statement_sha256").asText("");
      return held.isEmpty() ? (inForce.isEmpty() ? null : inForce) : held;
    } catch (IOException e) {
      return null;
    }
  }
}
