package dev.callsign.acme.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of owners: well-behaved, failing, hanging, missing. */
class HookTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder = Path.of("target");

  @Test
  void getsItsArgumentsAsTheyAre() throws Exception {
    Path hook = script("printf '%s|' \"$@\" > \"$0.said\"");

    assertThat(new Hook(hook, LONG).run("present", "_acme-challenge.a.", "-$(id) *")).isEmpty();
    assertThat(Path.of(hook + ".said")).hasContent("present|_acme-challenge.a.|-$(id) *|");
  }

  @Test
  void hasNothingToReadFrom() throws Exception {
    Path hook = script("cat");
    assertThat(new Hook(hook, LONG).run("present", "a.", "v")).isEmpty();
  }

  @Test
  void getsWhatItIsGivenToReadAndToKnow() throws Exception {
    Path hook = script("cat > \"$0.read\"; printf '%s' \"$CALLSIGN_EVENT\" > \"$0.known\"");

    Optional<String> complaint =
        new Hook(hook, LONG)
            .run(List.of("installed"), Map.of("CALLSIGN_EVENT", "installed"), "{\"ü\": 1}\n");

    assertThat(complaint).isEmpty();
    assertThat(Path.of(hook + ".read")).hasContent("{\"ü\": 1}\n");
    assertThat(Path.of(hook + ".known")).hasContent("installed");
  }

  @Test
  void needNotReadWhatItIsGiven() throws Exception {
    Path hook = script("exit 0");
    String most = "x".repeat(Hook.MAX_INPUT_CHARACTERS);
    assertThat(new Hook(hook, LONG).run(List.of("installed"), Map.of(), most)).isEmpty();
  }

  @Test
  void saysWhichStatusItEndedWith() throws Exception {
    Path hook = script("echo 'password=hunter2'; exit 3");
    assertThat(new Hook(hook, LONG).run("present", "a.", "v"))
        .contains("the hook " + hook + " present ended with status 3");
  }

  @Test
  void saysWhyItCannotBeStarted() throws Exception {
    Path missing = folder.resolve("missing");
    Path plain = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n");
    for (Path none : new Path[] {missing, plain}) {
      assertThat(new Hook(none, LONG).run("present", "a.", "v").orElseThrow())
          .contains("cannot be started", "no program that we may execute");
    }
  }

  @Test
  void isKilledWithAllThatItStartedWhenItHangs() throws Exception {
    Path hook =
        script(
            """
            (sleep 600 & echo $! > "$0.orphan")
            sleep 600 &
            echo $! > "$0.child"
            echo $$ > "$0.pid"
            wait
            """);

    Optional<String> complaint = new Hook(hook, Duration.ofSeconds(2)).run("present", "a.", "v");

    assertThat(complaint.orElseThrow()).contains("did not end within 2 s");
    for (String kind : new String[] {"orphan", "child", "pid"}) {
      long pid = Long.parseLong(Files.readString(Path.of(hook + "." + kind)).strip());
      ProcessHandle.of(pid).ifPresent(left -> left.onExit().join()); // ends the test, or hangs it
    }
  }

  @Test
  void waitsForNobodyWhomItLeftInTheBackground() throws Exception {
    Path hook = script("sleep 600 & echo $! > \"$0.pid\"");

    assertThat(new Hook(hook, LONG).run("present", "a.", "v")).isEmpty();

    long pid = Long.parseLong(Files.readString(Path.of(hook + ".pid")).strip());
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private Path script(String body) throws Exception {
    Path script = Files.writeString(folder.resolve("hook"), "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }
}
