package dev.callsign.directory.storage;

import java.sql.SQLException;

/** The storage did not do what it was asked to. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as the database says it. */
  public StorageException(SQLException cause) {
    super(cause);
  }
}
