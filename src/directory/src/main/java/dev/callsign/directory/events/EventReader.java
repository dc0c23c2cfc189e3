package dev.callsign.directory.events;

import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.record.HistoryEntry;
import dev.callsign.directory.record.RecordedCallsign;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.name.Callsign;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the history as events. Safe for concurrent use. */
@ApplicationScoped
public class EventReader {
  private final CallsignRepository repository;

  EventReader(CallsignRepository repository) {
    this.repository = repository;
  }

  /** Whether the callsign is registered here. */
  public boolean knows(Callsign callsign) {
    return repository.find(callsign).isPresent();
  }

  /** The events of {@code callsign} with a higher id, oldest first. */
  public List<DirectoryEvent> after(Callsign callsign, long id, int limit) {
    return repository.historyAfter(callsign, id, limit).stream()
        .map(entry -> event(callsign, entry))
        .toList();
  }

  /** One event, or empty when there is none of this id. */
  public Optional<DirectoryEvent> event(Callsign callsign, long id) {
    return after(callsign, id - 1, 1).stream().filter(event -> event.id() == id).findFirst();
  }

  /** The id of the last event of each of some callsigns, by A-label; none without events. */
  public Map<String, Long> last(Collection<String> callsigns) {
    return repository.lastHistory(callsigns);
  }

  private static DirectoryEvent event(Callsign callsign, HistoryEntry entry) {
    RecordedCallsign.Statement statement = entry.statement();
    return new DirectoryEvent(
        entry.id(),
        callsign,
        entry.type().text(),
        entry.at(),
        entry.state().text(),
        statement == null ? null : statement.grade().text(),
        statement == null ? null : statement.seq(),
        statement == null ? null : statement.sha256(),
        entry.device(),
        entry.detail(),
        entry.type().advice().orElse(null));
  }
}
