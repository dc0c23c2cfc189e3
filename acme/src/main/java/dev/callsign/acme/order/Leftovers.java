package dev.callsign.acme.order;

import dev.callsign.acme.cli.PlainText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes answers away and remembers what stayed. */
final class Leftovers {
  private final List<String> lines = new ArrayList<>();

  void close(Answer answer) {
    boolean interrupted = Thread.interrupted(); // who shall end shall still clean up
    try {
      answer.close();
    } catch (IOException e) {
      lines.add(PlainText.line(String.valueOf(e.getMessage())));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
