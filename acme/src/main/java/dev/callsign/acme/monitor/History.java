package dev.callsign.acme.monitor;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.acme.directory.Answer;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.directory.DirectoryExchange;
import dev.callsign.acme.directory.Refusal;
import dev.callsign.json.StrictJson;
import dev.callsign.name.Callsign;
import dev.callsign.report.MalformedException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

/** Reads the history of one callsign at one directory, page by page. Safe for concurrent use. */
final class History {

  /** Entries of one page. */
  static final int PAGE = 50;

  /** Bytes of one page: its statements have at most 16 KiB each; a real page is about 300,000. */
  static final int MAX_PAGE_BYTES = 2 * 1024 * 1024;

  /** Pages of one reading: 2,500 entries, decades of a callsign. */
  static final int MAX_PAGES = 50;

  private final DirectoryAddress directory;
  private final Callsign callsign;
  private final DirectoryExchange exchange;

  History(DirectoryAddress directory, Callsign callsign) {
    this.directory = directory;
    this.callsign = callsign;
    this.exchange = new DirectoryExchange(directory);
  }

  /**
   * What a reading showed.
   *
   * @param entries newest first
   * @param lowest every entry of this id or a higher one was shown
   */
  record Shown(List<HistoryPage.Entry> entries, long lowest) {}

  /**
   * Reads back to the first entry above {@code floor}, or {@value #MAX_PAGES} pages.
   *
   * @throws CommandFailure {@code TRY_LATER}: no answer came; {@code BAD_INPUT}: it is none of a
   *     directory; otherwise as {@link Refusal#of}
   */
  Shown readBackTo(long floor) throws CommandFailure {
    List<HistoryPage.Entry> entries = new ArrayList<>();
    long before = StrictJson.MAX_INTEGER;
    for (int page = 0; page < MAX_PAGES; page++) {
      HistoryPage read = page(before);
      entries.addAll(read.entries());
      if (!read.hasMore()) {
        return new Shown(entries, 1);
      }
      before = read.entries().getLast().said().id();
      if (before <= floor + 1) {
        return new Shown(entries, before);
      }
    }
    return new Shown(entries, before);
  }

  /** The page of entries with ids below {@code before}; errors as {@link #readBackTo}. */
  HistoryPage page(long before) throws CommandFailure {
    Long limit = before == StrictJson.MAX_INTEGER ? null : before;
    HttpRequest request =
        HttpRequest.newBuilder(directory.history(callsign, PAGE, limit))
            .header("Accept", "application/json")
            .header("Cache-Control", "no-cache") // an older answer would seem to hide entries
            .build();
    Answer answer = exchange.send(request, MAX_PAGE_BYTES);
    if (answer.status() != Answer.OK) {
      throw Refusal.of(answer);
    }
    try {
      if (answer.body().length > MAX_PAGE_BYTES) {
        throw strange("its history is longer than " + MAX_PAGE_BYTES + " bytes a page");
      }
      return HistoryPage.parse(answer.body(), callsign, PAGE, before);
    } catch (MalformedException e) {
      throw strange(e.detail());
    }
  }

  private CommandFailure strange(String why) {
    return new CommandFailure(
        ExitCode.BAD_INPUT, directory + " does not answer as a directory does: " + why);
  }
}
