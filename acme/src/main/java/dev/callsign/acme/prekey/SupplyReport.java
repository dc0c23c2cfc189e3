package dev.callsign.acme.prekey;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.acme.directory.DirectoryAddress;
import dev.callsign.acme.prekey.PrekeyStatus.Published;
import dev.callsign.acme.prekey.PrekeyStatus.Stock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what upkeep did, and what the directory has. */
public final class SupplyReport {

  private SupplyReport() {}

  /** For a program: {@code device}, {@code directory}, {@code uploaded}, {@code status}. */
  public static ObjectNode toJson(Supplied supplied, DirectoryAddress directory) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("device", supplied.status().device()).put("directory", directory.toString());
    json.putObject("uploaded")
        .put("signed_prekey", supplied.newSigned())
        .put("pq_last_resort_prekey", supplied.newLastResort())
        .put("one_time_prekeys", supplied.newOneTime())
        .put("pq_one_time_prekeys", supplied.newPqOneTime())
        .put("replaced", supplied.replaced())
        .put("resent", supplied.resent());
    json.set("status", supplied.status().toJson());
    return json;
  }

  /** In one line, such as {@code uploaded signed prekey, 83 one-time prekeys}. */
  public static String line(Supplied supplied) {
    List<String> parts = new ArrayList<>();
    if (supplied.resent()) {
      parts.add("an upload sent again");
    }
    if (supplied.newSigned()) {
      parts.add("signed prekey");
    }
    if (supplied.newLastResort()) {
      parts.add("last-resort prekey");
    }
    if (supplied.newOneTime() > 0) {
      parts.add(supplied.newOneTime() + " one-time prekeys");
    }
    if (supplied.newPqOneTime() > 0) {
      parts.add(supplied.newPqOneTime() + " post-quantum one-time prekeys");
    }
    return parts.isEmpty() ? "nothing to do" : "uploaded " + String.join(", ", parts);
  }

  static List<String> lines(Supplied supplied, OwnDevice device, DirectoryAddress directory) {
    List<String> lines = new ArrayList<>();
    lines.add(device.address() + " at " + directory + ": " + line(supplied));
    if (supplied.replaced()) {
      lines.add(
          "  The one-time prekeys before are withdrawn: they were old, or their private halves are"
              + " not here.");
    }
    lines.addAll(status(supplied.status()));
    String how = device.key().passphrase() == null ? "IN THE CLEAR" : "encrypted";
    lines.add("  private halves          " + device.storeFile() + " (" + how + ")");
    return lines;
  }

  static List<String> status(PrekeyStatus status) {
    return List.of(
        "  signed prekey           " + published(status.signedPrekey(), "stale"),
        "  last-resort prekey      " + published(status.lastResort(), "used"),
        "  one-time prekeys        " + stock(status.oneTime()),
        "  post-quantum one-time   " + stock(status.pqOneTime()),
        "  claims in the last day  " + status.claimsLastDay());
  }

  private static String published(@Nullable Published key, String worn) {
    return key == null
        ? "none"
        : "id "
            + key.keyId()
            + ", since "
            + second(key.createdAt())
            + (key.isWorn() ? ", " + worn : "");
  }

  private static String stock(Stock stock) {
    return stock.count()
        + (stock.oldest() == null ? "" : ", the oldest since " + second(stock.oldest()));
  }

  private static Instant second(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
