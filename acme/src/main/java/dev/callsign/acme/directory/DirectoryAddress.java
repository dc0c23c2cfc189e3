package dev.callsign.acme.directory;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.name.Callsign;
import dev.callsign.request.DeviceAddress;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a directory is.
 *
 * @param base http or https, no query or fragment, without the final slash
 */
public record DirectoryAddress(URI base) {

  /**
   * Checks what a caller gave for the address.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: not an http or https URL
   */
  public static DirectoryAddress of(URI url) throws CommandFailure {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http") || scheme.equals("https");
    if (!http
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          "--directory is the http or https URL of a directory, such as https://directory.example");
    }
    String text = url.toString();
    return new DirectoryAddress(
        URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text));
  }

  /** Where callsigns are registered. */
  public URI callsigns() {
    return URI.create(base + "/v1/callsigns");
  }

  /** Where the record of {@code callsign} is. */
  public URI record(Callsign callsign) {
    return URI.create(callsigns() + "/" + callsign.aLabel());
  }

  /** Where {@code callsign} is checked again. */
  public URI checks(Callsign callsign) {
    return URI.create(record(callsign) + "/checks");
  }

  /** Where the public bundle of {@code callsign} is. */
  public URI bundle(Callsign callsign) {
    return URI.create(record(callsign) + "/bundle");
  }

  /**
   * Where entries of the history of {@code callsign} are, newest first.
   *
   * @param limit entries of one page, 1 to 100
   * @param before only entries with a lower id; null for the newest
   */
  public URI history(Callsign callsign, int limit, @Nullable Long before) {
    String page = record(callsign) + "/history?limit=" + limit;
    return URI.create(before == null ? page : page + "&before=" + before);
  }

  /** Where the events of {@code callsign} are told as they happen. */
  public URI events(Callsign callsign) {
    return URI.create(record(callsign) + "/events");
  }

  /** Where a device of {@code callsign} ends a held change. */
  public URI veto(Callsign callsign) {
    return URI.create(record(callsign) + "/veto");
  }

  /** Where the directory says what its keys are. */
  public URI self() {
    return URI.create(base + "/.well-known/callsign/directory");
  }

  /** Where {@code device} uploads its prekeys. */
  public URI prekeys(DeviceAddress device) {
    return URI.create(device(device) + "/prekeys");
  }

  /** Where {@code device} compares its prekeys. */
  public URI prekeyCheck(DeviceAddress device) {
    return URI.create(prekeys(device) + "/check");
  }

  /** Where {@code device} learns what is left of its prekeys. */
  public URI status(DeviceAddress device) {
    return URI.create(device(device) + "/status");
  }

  /** Where others claim a one-time prekey of {@code target}. */
  public URI claims(DeviceAddress target) {
    return URI.create(device(target) + "/claims");
  }

  private String device(DeviceAddress device) {
    return record(device.callsign()) + "/devices/" + device.deviceId();
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
