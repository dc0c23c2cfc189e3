package dev.callsign.acme.agent;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.file.InputFile;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The settings in a file of Java properties: {@code name = value}, {@code #} for remarks, lists
 * with commas. Paths are relative to the file's folder. Every error is a {@link CommandFailure}
 * {@code BAD_CONFIGURATION} that names the file and the setting.
 */
final class ConfigFile {

  /** A port's greatest number. */
  private static final int MAX_PORT = 65_535;

  private final Path path;
  private final Map<String, String> settings;
  private final Set<String> asked = new TreeSet<>();

  private ConfigFile(Path path, Map<String, String> settings) {
    this.path = path;
    this.settings = settings;
  }

  /** Reads a file; errors also as {@link InputFile#read}. A setting given twice is refused. */
  static ConfigFile read(Path path) throws CommandFailure {
    Map<String, String> settings = new LinkedHashMap<>();
    Set<String> twice = new TreeSet<>();
    Properties collector =
        new Properties() {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized Object put(Object key, Object value) {
            if (settings.put((String) key, ((String) value).strip()) != null) {
              twice.add((String) key);
            }
            return key;
          }
        };
    try {
      collector.load(new StringReader(InputFile.readText(path)));
    } catch (IOException | IllegalArgumentException e) {
      throw bad(path, "it is no file of 'name = value' lines: " + e.getMessage());
    }
    if (!twice.isEmpty()) {
      throw bad(path, "given twice: " + String.join(", ", twice));
    }
    settings.values().removeIf(String::isEmpty);
    return new ConfigFile(path, settings);
  }

  /** A text that has to be there. */
  String text(String name) throws CommandFailure {
    return optional(name)
        .orElseThrow(() -> bad(path, "'" + name + "' is missing; acme/README.md lists settings"));
  }

  /** A text that may be missing. */
  Optional<String> optional(String name) {
    asked.add(name);
    return Optional.ofNullable(settings.get(name));
  }

  /** What stands between commas; empty when it is missing. */
  List<String> list(String name) {
    return optional(name).stream()
        .flatMap(text -> Stream.of(text.split(",", -1)))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** A path, made absolute. */
  Optional<Path> file(String name) {
    return optional(name).map(this::resolve);
  }

  /** A path relative to the folder of this file. */
  Path resolve(String relative) {
    return path.toAbsolutePath().resolveSibling(relative).normalize();
  }

  /** An address. */
  URI uri(String name, String text) throws CommandFailure {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw bad(name, "is no URL: " + text);
    }
  }

  /** {@code yes} or {@code no}. */
  boolean flag(String name, boolean otherwise) throws CommandFailure {
    String text = optional(name).orElse(otherwise ? "yes" : "no");
    return switch (text) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw bad(name, "is yes or no");
    };
  }

  /** A whole number within bounds, both inclusive. */
  int number(String name, int otherwise, int min, int max) throws CommandFailure {
    Optional<String> text = optional(name);
    try {
      int number = text.isEmpty() ? otherwise : Integer.parseInt(text.get());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw bad(name, "is a number from " + min + " to " + max);
  }

  /** A time as ISO 8601 has it, such as {@code PT10M}. */
  Duration duration(String name, Duration otherwise) throws CommandFailure {
    Optional<String> text = optional(name);
    try {
      Duration duration = text.isEmpty() ? otherwise : Duration.parse(text.get());
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // said below
    }
    throw bad(name, "is a time such as PT10M");
  }

  /** Address and port. A name is looked up now. */
  InetSocketAddress socket(String name, String text, int defaultPort) throws CommandFailure {
    int colon = text.lastIndexOf(':');
    boolean hasPort = (colon > 0 && text.indexOf(':') == colon) || text.contains("]:");
    String host = hasPort ? text.substring(0, colon) : text;
    try {
      int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : defaultPort;
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (port > 0 && port <= MAX_PORT && !address.isUnresolved()) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw bad(name, "is an address and a port, such as 127.0.0.1:80");
  }

  /** Refuses settings that nobody asked for: a slip of the pen shall not stay unnoticed. */
  void requireAllKnown() throws CommandFailure {
    Set<String> unknown = new TreeSet<>(settings.keySet());
    unknown.removeAll(asked);
    if (!unknown.isEmpty()) {
      throw bad(
          path,
          "not known, or of no use beside the others: "
              + String.join(", ", unknown)
              + "; acme/README.md lists settings");
    }
  }

  /** Everything that it says, always in the same order. */
  String everything() {
    StringBuilder all = new StringBuilder();
    new TreeSet<>(settings.keySet())
        .forEach(name -> all.append(name).append('=').append(settings.get(name)).append('\n'));
    return all.toString();
  }

  /** A failure about one setting. */
  CommandFailure bad(String setting, String why) {
    return bad(path, "'" + setting + "' " + why);
  }

  private static CommandFailure bad(Path path, String why) {
    return new CommandFailure(ExitCode.BAD_CONFIGURATION, path + ": " + why);
  }
}
