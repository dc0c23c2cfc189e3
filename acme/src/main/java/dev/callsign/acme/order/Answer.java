package dev.callsign.acme.order;

import java.io.IOException;

/** An answer to a challenge that stands until it is closed. */
public interface Answer extends AutoCloseable {

  /**
   * Takes the answer away again, and nothing but it.
   *
   * @throws IOException something is left behind: the message says what, and what a person can do
   */
  @Override
  void close() throws IOException;
}
