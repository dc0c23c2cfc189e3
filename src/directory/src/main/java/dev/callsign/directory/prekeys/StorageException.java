package dev.callsign.directory.prekeys;

import java.sql.SQLException;

/** The storage did not do what it was asked to. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StorageException(SQLException cause) {
    super(cause);
  }
}
