package dev.callsign.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The openssl command line: the second implementation of every key format. */
public final class OpenSsl {

  private OpenSsl() {}

  /** Ends the test, with the reason, on a machine without openssl. */
  public static void assumePresent() {
    boolean present;
    try {
      present = new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      present = false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (!present) {
      System.out.println("skipped: no openssl command on this machine to compare with");
    }
    assumeTrue(present, "no openssl command on this machine to compare with");
  }

  /** Runs openssl and gives its output; fails unless it succeeds. */
  public static byte[] run(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return output;
  }
}
