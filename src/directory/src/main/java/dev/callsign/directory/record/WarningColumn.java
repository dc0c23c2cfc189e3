package dev.callsign.directory.record;

import dev.callsign.directory.state.Warning;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Warnings in one column: their names, in order, with a blank between. */
final class WarningColumn {
  private static final String SEPARATOR = " ";

  private WarningColumn() {}

  static String encode(Set<Warning> warnings) {
    return warnings.stream().map(Warning::name).sorted().collect(Collectors.joining(SEPARATOR));
  }

  static Set<Warning> decode(String text) {
    return text.isEmpty()
        ? Set.of()
        : Arrays.stream(text.split(SEPARATOR, -1))
            .map(Warning::valueOf)
            .collect(Collectors.toUnmodifiableSet());
  }
}
