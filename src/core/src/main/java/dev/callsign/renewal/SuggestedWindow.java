package dev.callsign.renewal;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When an authority would like a certificate to be renewed (RFC 9773 §4.2). A window that has
 * passed says: now.
 *
 * <p>It is a suggestion of whoever answered. Nothing here compares it with the certificate.
 *
 * @param start the first instant
 * @param end the instant after the last one, after {@code start}
 * @param explanation a page for persons, HTTP or HTTPS; null when the authority names none
 */
public record SuggestedWindow(Instant start, Instant end, @Nullable URI explanation) {

  private static final Set<String> PAGES = Set.of("https", "http");

  /**
   * RFC 3339 §5.6: what {@link Instant} parses, but always with seconds, offsets in hours and
   * minutes, and any number of decimals.
   */
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2}[Tt](?:[01]\\d|2[0-3]):\\d{2}:\\d{2})(\\.\\d+)?"
              + "([Zz]|[+-]\\d{2}:[0-5]\\d)");

  /** Characters of a fraction that an {@link Instant} has room for: the point and nanoseconds. */
  private static final int FRACTION = 10;

  /** Refuses windows that end before they have begun. */
  public SuggestedWindow {
    if (!end.isAfter(start)) {
      throw new IllegalArgumentException("a window ends after it starts");
    }
  }

  /**
   * Reads a renewal information object. Unknown members are passed over, and so is an explanation
   * that is not the address of a page.
   *
   * @return empty when there is no window in {@code answer}, or none that ends after it starts
   */
  public static Optional<SuggestedWindow> parse(byte[] answer) {
    return AcmeJson.object(answer).flatMap(SuggestedWindow::read);
  }

  private static Optional<SuggestedWindow> read(JsonNode object) {
    JsonNode window = object.path("suggestedWindow");
    URI explanation = AcmeJson.url(object.path("explanationURL"), PAGES).orElse(null);
    return AcmeJson.text(window.path("start"))
        .flatMap(SuggestedWindow::instant)
        .flatMap(
            start ->
                AcmeJson.text(window.path("end"))
                    .flatMap(SuggestedWindow::instant)
                    .filter(end -> end.isAfter(start))
                    .map(end -> new SuggestedWindow(start, end, explanation)));
  }

  private static Optional<Instant> instant(String text) {
    Matcher timestamp = TIMESTAMP.matcher(text);
    if (!timestamp.matches()) {
      return Optional.empty();
    }
    String decimals = Objects.requireNonNullElse(timestamp.group(2), "");
    String fraction = decimals.substring(0, Math.min(decimals.length(), FRACTION));
    try {
      return Optional.of(Instant.parse(timestamp.group(1) + fraction + timestamp.group(3)));
    } catch (DateTimeException e) { // the 30th of February
      return Optional.empty();
    }
  }
}
