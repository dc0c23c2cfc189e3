package dev.callsign.acme.monitor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.PlainText;
import dev.callsign.event.DirectoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * Something that the owner has to look at.
 *
 * @param entry the id of the entry that it is about; null where it is about none
 * @param text what is wrong, for a person
 * @param next what to do about it, for a person
 */
record Alarm(AlarmKind kind, @Nullable Long entry, String text, String next) {

  static Alarm about(DirectoryEvent entry, AlarmKind kind, String text, String next) {
    return new Alarm(kind, entry.id(), text, next);
  }

  /** Puts what the alarm says into an object for programs; what a directory said is one line. */
  void writeTo(ObjectNode json) {
    json.put("kind", kind.text());
    if (entry != null) {
      json.put("entry", entry);
    }
    json.put("text", PlainText.line(text)).put("next", PlainText.line(next));
  }
}
