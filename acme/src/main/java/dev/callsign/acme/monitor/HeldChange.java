package dev.callsign.acme.monitor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.PlainText;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.json.StrictJson;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.statement.Device;
import dev.callsign.statement.UnverifiedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change that a directory holds, as it says; nothing of it is verified.
 *
 * @param entry the newest {@code held} of the history
 * @param asked the devices that the held statement lists; null when it could not be read
 * @param inForce the devices of the statement in force; null when it was not found
 */
record HeldChange(
    DirectoryEvent entry, @Nullable List<Device> asked, @Nullable List<Device> inForce) {

  /** What ends a hold when it is later (docs/protocol.md §5, §9). */
  private static final Set<String> ENDS =
      Set.of(
          "vetoed", "withdrawn", "reclaimed", "first", "renewed", "extended", "reduced", "rotated");

  private static final String HELD = "held";

  /**
   * Looks for it in the history.
   *
   * @return empty when the history shows none; the record of the callsign is not asked, as there is
   *     none after a revocation, when a veto is still heard
   * @throws CommandFailure as {@link History#readBackTo}
   */
  static Optional<HeldChange> find(History history) throws CommandFailure {
    HistoryPage.Entry held = null;
    long before = StrictJson.MAX_INTEGER;
    for (int number = 0; number < History.MAX_PAGES; number++) {
      HistoryPage page = history.page(before);
      for (HistoryPage.Entry entry : page.entries()) {
        String type = entry.said().type();
        if (held == null && ENDS.contains(type)) {
          return Optional.empty();
        }
        if (held == null && type.equals(HELD)) {
          held = entry;
        } else if (held != null && Judge.isAboutStatement(entry.said()) && !type.equals(HELD)) {
          return Optional.of(new HeldChange(held.said(), devices(held), devices(entry)));
        }
      }
      if (!page.hasMore()) {
        break;
      }
      before = page.entries().getLast().said().id();
    }
    return Optional.ofNullable(held)
        .map(found -> new HeldChange(found.said(), devices(found), null));
  }

  private static @Nullable List<Device> devices(HistoryPage.Entry entry) {
    return entry
        .parsed()
        .map(UnverifiedStatement::statement)
        .map(statement -> statement.devices())
        .orElse(null);
  }

  /**
   * What would change, one line for each device.
   *
   * @param own the identity keys in the owner's devices file
   */
  List<String> lines(Set<IdentityKey> own) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "  held since "
            + entry.at()
            + ": statement "
            + (entry.seq() == null ? "?" : entry.seq())
            + ", SHA-256 "
            + (entry.statementSha256() == null ? "?" : entry.statementSha256())
            + (entry.detail() == null ? "" : ", " + PlainText.line(entry.detail())));
    if (asked == null || inForce == null) {
      lines.add("  which devices it changes is not in the history that the directory shows");
      return lines;
    }
    for (Device device : asked) {
      if (!contains(inForce, device)) {
        lines.add("  + " + line(device, own));
      }
    }
    for (Device device : inForce) {
      lines.add((contains(asked, device) ? "    " : "  - ") + line(device, own));
    }
    return lines;
  }

  /** Whether the held statement adds identity keys of the owner's devices file. */
  boolean isOwn(Set<IdentityKey> own) {
    List<Device> before = inForce == null ? List.of() : inForce;
    return asked != null
        && asked.stream()
            .anyMatch(device -> !contains(before, device) && own.contains(device.identityKey()));
  }

  /** The same for programs. */
  void writeTo(ObjectNode json) {
    json.put("since", entry.at().toString());
    if (entry.seq() != null) {
      json.put("seq", entry.seq());
    }
    if (entry.statementSha256() != null) {
      json.put("statement_sha256", entry.statementSha256());
    }
    write(json, "asked", asked);
    write(json, "in_force", inForce);
  }

  private static void write(ObjectNode json, String member, @Nullable List<Device> devices) {
    if (devices != null) {
      ArrayNode array = json.putArray(member);
      devices.forEach(
          device ->
              array
                  .addObject()
                  .put("id", device.id())
                  .put("identity_key", device.identityKey().toBase64Url()));
    }
  }

  private static boolean contains(List<Device> devices, Device device) {
    return devices.stream()
        .anyMatch(
            each ->
                each.id() == device.id()
                    && each.registrationId() == device.registrationId()
                    && each.identityKey().equals(device.identityKey()));
  }

  private static String line(Device device, Set<IdentityKey> own) {
    return "device "
        + device.id()
        + (device.name() == null ? "" : ", " + PlainText.line(device.name()))
        + ", identity key "
        + device.identityKey()
        + (own.contains(device.identityKey()) ? " (in your devices file)" : "");
  }
}
