package dev.callsign.acme.order;

import dev.callsign.acme.cli.PlainText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes answers away and remembers what stayed. */
final class Leftovers {
  private final List<String> lines = new ArrayList<>();

  void close(Answer answer) {
    try {
      answer.close();
    } catch (IOException e) {
      lines.add(PlainText.line(String.valueOf(e.getMessage())));
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
