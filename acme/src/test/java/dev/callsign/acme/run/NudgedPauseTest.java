package dev.callsign.acme.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting that ends when somebody touches a file. */
class NudgedPauseTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Path file;
  private final List<Duration> steps = new ArrayList<>();

  NudgedPauseTest(@TempDir Path folder) {
    this.file = folder.resolve("nudge");
  }

  private boolean waits(Duration step) {
    return steps.add(step);
  }

  private void touch() {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void waitsToTheEndWhenNobodyTouchesIt() {
    assertThat(new NudgedPause(file, this::waits).pause(Duration.ofMillis(2500))).isTrue();
    assertThat(steps.stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(Duration.ofMillis(2500));
  }

  @Test
  void endsOneStepAfterTheTouch() {
    NudgedPause pause =
        new NudgedPause(
            file,
            step -> {
              if (steps.size() == 2) {
                touch();
              }
              return waits(step);
            });

    assertThat(pause.pause(LONG)).isTrue();
    assertThat(steps).hasSize(3);
  }

  @Test
  void noticesATouchFromBeforeTheWaitAndEachOnlyOnce() {
    NudgedPause pause = new NudgedPause(file, this::waits);
    touch();

    assertThat(pause.pause(LONG)).isTrue();
    assertThat(steps).isEmpty();
    assertThat(pause.pause(NudgedPause.STEP)).isTrue();
    assertThat(steps).hasSize(1);
  }

  @Test
  void endsAtOnceWhenTheAgentShallEnd() {
    assertThat(new NudgedPause(file, step -> !waits(step)).pause(LONG)).isFalse();
    assertThat(steps).hasSize(1);
  }
}
