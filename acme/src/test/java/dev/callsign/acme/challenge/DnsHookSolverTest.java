package dev.callsign.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.acme.order.OpenChallenge;
import dev.callsign.acme.order.OrderFailure;
import dev.callsign.acme.order.PebbleAccount;
import dev.callsign.acme.order.Presentation;
import dev.callsign.acme.process.Hook;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that should change the DNS and does not. */
class DnsHookSolverTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final OpenChallenge CHALLENGE =
      new OpenChallenge("alice.callsign.test", "token", "token.thumbprint");

  @TempDir Path folder = Path.of("target");

  @Test
  void cleansUpAfterAFailureAndSaysWhatMayBeLeft() throws Exception {
    Path hook = script("echo \"$1\" >> \"$0.calls\"; exit 1");
    TxtProbe nobody =
        TxtProbe.by(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9), 9, PebbleAccount::sleep);

    Presentation presentation = new DnsHookSolver(new Hook(hook, LONG), nobody).present(CHALLENGE);

    OrderFailure failure = ((Presentation.Failed) presentation).failure();
    assertThat(failure).isInstanceOf(OrderFailure.Local.class);
    assertThat(failure.detail())
        .contains("present ended with status 1")
        .contains(CHALLENGE.recordValue() + " of _acme-challenge.alice.callsign.test. may be left");
    assertThat(Path.of(hook + ".calls")).hasContent("present\ncleanup");
  }

  private Path script(String body) throws Exception {
    Path script = Files.writeString(folder.resolve("hook"), "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }
}
