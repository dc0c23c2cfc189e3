package dev.callsign.directory.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.ct.LogList;
import dev.callsign.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's list of logs while the directory runs. */
class LogListFileTest {

  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private static String shortList = "";
  private static String longList = "";

  private Path file = Path.of("");
  private Instant now = START;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

  /** A list as an operator writes it, and the same with one log less. */
  @BeforeAll
  static void makeTwoLists(@TempDir Path temporary) throws IOException {
    try (Lab lab = Lab.start(Clock.systemUTC(), new SecureRandom())) {
      longList = Files.readString(lab.writeLogList(temporary.resolve("logs.json")));
    }
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode list = (ObjectNode) mapper.readTree(longList);
    list.withArray("logs").remove(0);
    shortList = list.toString();
  }

  @BeforeEach
  void write(@TempDir Path folder) throws IOException {
    file = folder.resolve("logs.json");
    write(longList, START);
  }

  @Test
  void isReadAgainAMinuteAfterItChanged() throws IOException {
    LogListFile list = new LogListFile(file, clock);
    write(shortList, START.plusSeconds(1));

    now = START.plus(LogListFile.LOOK_EVERY).minusMillis(1);
    assertThat(list.current().logs()).hasSize(4);

    now = START.plus(LogListFile.LOOK_EVERY);
    assertThat(list.current().logs()).hasSize(3);
  }

  @Test
  void isReadAgainWhenAnOlderFileTakesItsPlace() throws IOException {
    LogListFile list = new LogListFile(file, clock);
    write(shortList, START.minusSeconds(3600));

    assertThat(aMinuteLater(list).logs()).hasSize(3);
  }

  @Test
  void isNotReadWhileItsTimeIsTheSame() throws IOException {
    LogListFile list = new LogListFile(file, clock);
    LogList before = list.current();
    write(shortList, START);

    assertThat(aMinuteLater(list)).isSameAs(before);
  }

  @Test
  void staysInForceWhileTheNewFileIsBadOrGone() throws IOException {
    LogListFile list = new LogListFile(file, clock);
    LogList before = list.current();

    write(shortList.substring(1), START.plusSeconds(1));
    assertThat(aMinuteLater(list)).isSameAs(before);
    Files.delete(file);
    assertThat(aMinuteLater(list)).isSameAs(before);

    write(shortList, START.plusSeconds(2));
    assertThat(aMinuteLater(list).logs()).hasSize(3);
  }

  @Test
  void endsTheStartWhereItIsBadOrMissing() throws IOException {
    write("{}", START);
    assertThatThrownBy(() -> new LogListFile(file, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("callsign.ct.log-list: " + file);

    Files.delete(file);
    assertThatThrownBy(() -> new LogListFile(file, clock))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("callsign.ct.log-list: cannot read " + file);
  }

  private LogList aMinuteLater(LogListFile list) {
    now = now.plus(LogListFile.LOOK_EVERY);
    return list.current();
  }

  private void write(String json, Instant modified) throws IOException {
    Files.setLastModifiedTime(Files.writeString(file, json), FileTime.from(modified));
  }
}
