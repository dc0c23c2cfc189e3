package dev.callsign.acme.directory;

/** What comes over a connection for events; nothing in it has been checked. */
public sealed interface StreamNews {

  /**
   * An event.
   *
   * @param id where a reader resumes; empty when none was ever given
   * @param data its lines, with line feeds between them
   */
  record Message(String id, String data) implements StreamNews {}

  /** A comment: the other side lives, and has nothing to tell. */
  record SignOfLife() implements StreamNews {}

  /** Nothing came for as long as was waited. */
  record Silence() implements StreamNews {}

  /**
   * Nothing will come any more.
   *
   * @param reason for a person; empty when the directory ended the connection in order
   */
  record End(String reason) implements StreamNews {}
}
