package dev.callsign.acme.directory;

import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What a directory answered; nothing in it has been checked.
 *
 * @param status of HTTP
 * @param body perhaps cut, see {@link DirectoryExchange#send}; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(int status, HttpHeaders headers, byte[] body) {

  /** 200. */
  public static final int OK = 200;

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }
}
