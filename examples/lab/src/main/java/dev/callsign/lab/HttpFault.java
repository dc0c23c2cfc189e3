package dev.callsign.lab;

import static dev.callsign.lab.Expected.fail;

/** What a host can answer over a good TLS connection instead of its statement. */
public enum HttpFault implements Misbehaviour {
  /** 404. */
  NOT_FOUND(fail("statement-not-found")),
  /** 500. */
  SERVER_ERROR(fail("http-status")),
  /** Bytes that are no HTTP at all. */
  GARBAGE(fail("http-status")),
  /** The body ends before its Content-Length. */
  CUT_OFF_BODY(fail("http-status")),
  /** 302 to a place on the same host that has the statement. */
  REDIRECT(fail("http-redirect")),
  /** A body of 16 KiB and one byte, announced by Content-Length. */
  TOO_LARGE(fail("http-too-large")),
  /** A body of 16 KiB and one byte, in chunks. */
  TOO_LARGE_CHUNKED(fail("http-too-large")),
  /** A body that never ends, as fast as the network takes it. */
  ENDLESS_BODY(fail("http-too-large")),
  /** Header fields that never end, as fast as the network takes them. */
  ENDLESS_HEADERS(fail("http-too-large")),
  /** The request is never answered. */
  SILENCE(fail("http-timeout")),
  /** Header fields that never end, one byte a second. */
  SLOW_HEADERS(fail("http-timeout")),
  /** A body that never ends, one byte a second. */
  SLOW_BODY(fail("http-timeout")),
  /** The statement compressed, although nobody asked for that. */
  GZIP(fail("http-status"));

  private final Expected expected;

  HttpFault(Expected expected) {
    this.expected = expected;
  }

  @Override
  public Expected expected() {
    return expected;
  }
}
