package dev.callsign.directory.storage;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Short transactions over JDBC. What a call has returned is durable.
 *
 * <p>Isolation is READ COMMITTED on both databases; what must not interleave locks a row.
 */
@ApplicationScoped
public class Transactions {

  /** The SQLSTATE of a unique constraint that does not hold, the same on H2 and PostgreSQL. */
  private static final String UNIQUE_VIOLATION = "23505";

  private final DataSource dataSource;
  private final Turnstile turnstile;

  Transactions(DataSource dataSource, Turnstile turnstile) {
    this.dataSource = dataSource;
    this.turnstile = turnstile;
  }

  /** Something done with a connection. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it; what it throws undoes it. */
    T run(Connection connection) throws SQLException;
  }

  /**
   * Runs {@code work} in a transaction of its own, and once more when another transaction inserted
   * the same row first.
   *
   * @throws StorageException nothing was changed, or nobody knows
   */
  public <T> T run(Work<T> work) {
    try {
      try {
        return turnstile.pass(() -> once(work));
      } catch (SQLException e) {
        if (isUniqueViolation(e)) {
          return turnstile.pass(() -> once(work));
        }
        throw e;
      }
    } catch (SQLException e) {
      throw new StorageException(e);
    }
  }

  /**
   * Runs {@code work} in the transaction of the caller, or without one: each statement by itself.
   */
  public <T> T join(Work<T> work) {
    try {
      return turnstile.pass(
          () -> {
            try (Connection connection = dataSource.getConnection()) {
              return work.run(connection);
            }
          });
    } catch (SQLException e) {
      throw new StorageException(e);
    }
  }

  /** Whether another transaction inserted the same row. */
  public static boolean isUniqueViolation(SQLException e) {
    return UNIQUE_VIOLATION.equals(e.getSQLState());
  }

  private <T> T once(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (Throwable e) { // what is not rolled back here is committed below
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }
}
