package dev.callsign.acme.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.json.StrictJson;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.statement.StatementSigner;
import dev.callsign.statement.UnverifiedStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One page of a history as a directory shows it (docs/protocol.md §9), newest entry first.
 *
 * @param hasMore whether the directory says that there are older ones
 */
record HistoryPage(List<Entry> entries, boolean hasMore) {

  /** What an entry has in common with an event (docs/protocol.md §8). */
  private static final List<String> SHARED =
      List.of("id", "at", "type", "state", "grade", "seq", "statement_sha256", "device");

  /**
   * One entry.
   *
   * @param said as the event of the same id says it; without advice
   * @param statement what it is about, a compact JWS with the hash that the entry names, neither
   *     verified nor parsed; null where there is none
   */
  record Entry(DirectoryEvent said, @Nullable String statement) {

    /** The statement that the one of this entry follows, if it can be read and names one. */
    Optional<String> previous() {
      return parsed().map(parsed -> parsed.statement().prev());
    }

    /** The statement of this entry, if it can be read; NOT verified. */
    Optional<UnverifiedStatement> parsed() {
      try {
        return statement == null
            ? Optional.empty()
            : Optional.of(UnverifiedStatement.parse(statement));
      } catch (MalformedException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Parses a page.
   *
   * @param callsign whose history was asked for
   * @param limit how many entries were asked for
   * @param before all ids are lower
   * @throws MalformedException {@code bad-event}: not such a page, ids that do not fall, or a
   *     statement that is not the one whose hash stands beside it
   */
  static HistoryPage parse(byte[] body, Callsign callsign, int limit, long before)
      throws MalformedException {
    StrictJson json = StrictJson.parse(body, Slug.BAD_EVENT, "history");
    if (!json.text("callsign").equals(callsign.aLabel())) {
      throw json.malformed("it is that of another callsign");
    }
    List<Entry> entries = new ArrayList<>();
    long above = before;
    for (JsonNode node : json.array("entries", 0, limit)) {
      Entry entry = entry(node, callsign);
      if (entry.said().id() >= above) {
        throw json.malformed("its ids do not fall");
      }
      above = entry.said().id();
      entries.add(entry);
    }
    return new HistoryPage(List.copyOf(entries), json.has("next") && !entries.isEmpty());
  }

  private static Entry entry(JsonNode node, Callsign callsign) throws MalformedException {
    StrictJson json = StrictJson.of(node, Slug.BAD_EVENT, "entry of the history");
    ObjectNode event = ((ObjectNode) node).objectNode().put("callsign", callsign.aLabel());
    for (String member : SHARED) {
      JsonNode value = node.get(member);
      if (value != null) {
        event.set(member, value);
      }
    }
    json.optionalText("detail").ifPresent(detail -> event.put("detail", cut(detail)));
    DirectoryEvent said =
        DirectoryEvent.parse(
            event.toString().getBytes(StandardCharsets.UTF_8), NamePolicy.WITH_TEST_NAMES);
    String statement = json.optionalText("statement").orElse(null);
    if (statement != null && !StatementSigner.sha256(statement).equals(said.statementSha256())) {
      throw json.malformed("the statement is not the one whose hash it names");
    }
    return new Entry(said, statement);
  }

  /** As events cut it. */
  private static String cut(String detail) {
    return detail.length() <= DirectoryEvent.MAX_TEXT_CHARS
        ? detail
        : detail.substring(0, DirectoryEvent.MAX_TEXT_CHARS);
  }
}
