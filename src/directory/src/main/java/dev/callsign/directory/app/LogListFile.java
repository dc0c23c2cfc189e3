package dev.callsign.directory.app;

import dev.callsign.ct.LogList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * An operator's list of CT logs: read again when the file's modification time is another one,
 * looked at no more than once a minute.
 *
 * <p>A file that cannot be read or is no list of logs any more changes nothing, and the log says
 * so. Safe for concurrent use.
 */
final class LogListFile {

  /** How long the list in memory is good without a look at the file. */
  static final Duration LOOK_EVERY = Duration.ofMinutes(1);

  private static final Logger LOG = Logger.getLogger(LogListFile.class);

  private final Path file;
  private final Clock clock;
  private Instant looked;
  private FileTime modified;
  private LogList current;

  /**
   * Reads the file for the first time.
   *
   * @throws UncheckedIOException when it cannot be read
   * @throws IllegalArgumentException when it is not a list of logs
   */
  LogListFile(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.looked = clock.instant();
    try {
      this.modified = Files.getLastModifiedTime(file);
      this.current = LogList.parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("callsign.ct.log-list: cannot read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "callsign.ct.log-list: " + file + ": " + e.getMessage(), e);
    }
  }

  /** The last good list. */
  synchronized LogList current() {
    Instant now = clock.instant();
    if (!now.isBefore(looked.plus(LOOK_EVERY))) {
      looked = now;
      look();
    }
    return current;
  }

  private void look() {
    try {
      FileTime found = Files.getLastModifiedTime(file);
      if (found.equals(modified)) {
        return;
      }
      String json = Files.readString(file);
      modified = found; // what follows is not better the next time
      current = LogList.parse(json);
      LOG.infof("callsign.ct.log-list: read again, %d logs", current.logs().size());
    } catch (IOException e) {
      LOG.warnf("callsign.ct.log-list: the old list stays, cannot read %s: %s", file, e);
    } catch (IllegalArgumentException e) {
      LOG.warnf("callsign.ct.log-list: the old list stays, %s: %s", file, e.getMessage());
    }
  }
}
