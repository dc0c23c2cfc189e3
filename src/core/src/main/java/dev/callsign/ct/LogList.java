package dev.callsign.ct;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The logs whose SCTs count, and the ids of those that never do because their private keys are
 * public.
 *
 * <p>A list is shipped with the code; an operator may replace it with a file of the same shape:
 *
 * <pre>{@code
 * { "version": 1,
 *   "denied": [ "<log id>" ],
 *   "logs": [ { "operator": "Google", "description": "Google 'Argon2027h1'",
 *               "kind": "rfc6962" or "static-ct",
 *               "log_id": "<base64 of SHA-256 of the key>", "key": "<base64 of its DER>",
 *               "expires_between": { "start_inclusive": "2027-01-01T00:00:00Z",
 *                                    "end_exclusive": "2027-07-01T00:00:00Z" } } ] }
 * }</pre>
 *
 * <p>{@code expires_between} is optional. The members {@code compiled} and {@code note} of the
 * list, and {@code url}, {@code submission_url}, {@code mmd_seconds} and {@code state} of a log,
 * are for people: they change no verdict. A log's state does not, because a verdict about a
 * certificate of last year must not change when the log of last year retires.
 *
 * @param logs by id
 * @param denied ids that are denied, whether or not the log is in {@code logs}
 */
public record LogList(Map<String, CtLog> logs, Set<String> denied) {

  private static final String SHIPPED = "ct-logs.json";

  /** Copies map and set. */
  public LogList {
    logs = Map.copyOf(logs);
    denied = Set.copyOf(denied);
  }

  /** The list that this project ships, read anew at each call. */
  public static LogList shipped() {
    try (InputStream stream = LogList.class.getResourceAsStream(SHIPPED)) {
      if (stream == null) {
        throw new IllegalStateException(SHIPPED + " is missing from the library");
      }
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses a list strictly: no unknown or repeated member, every id the SHA-256 of its key, every
   * key P-256 or RSA of at least 2048 bits, no log twice, at least one log.
   *
   * @throws IllegalArgumentException anything else; the message says where and what, for the
   *     operator who wrote the file
   */
  public static LogList parse(String json) {
    return LogListJson.parse(json);
  }

  /** The log with this id; empty where the list does not have it. */
  Optional<CtLog> lookUp(String id) {
    return Optional.ofNullable(logs.get(id));
  }

  boolean denies(String id) {
    return denied.contains(id);
  }
}
