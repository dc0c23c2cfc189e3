package dev.callsign.directory.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.directory.LabResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What becomes durable, and what does not. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class TransactionsTest {
  private final Transactions transactions;

  TransactionsTest(Transactions transactions) {
    this.transactions = transactions;
  }

  private static int insert(Connection connection, String turn) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into turn (name, due_at) values (?, ?)")) {
      insert.setString(1, turn);
      insert.setObject(2, Times.utc(Instant.EPOCH));
      return insert.executeUpdate();
    }
  }

  private boolean isThere(String turn) {
    return transactions.run(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select 1 from turn where name = ?")) {
            select.setString(1, turn);
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  @Test
  void keepsWhatIsDone() {
    transactions.run(connection -> insert(connection, "done"));

    assertThat(isThere("done")).isTrue();
  }

  @Test
  void undoesWhatAnExceptionInterrupts() {
    assertThatThrownBy(
            () ->
                transactions.run(
                    connection -> {
                      insert(connection, "interrupted");
                      throw new IllegalStateException("by a bug");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(isThere("interrupted")).isFalse();
  }

  @Test
  void undoesWhatAnErrorInterrupts() {
    assertThatThrownBy(
            () ->
                transactions.run(
                    connection -> {
                      insert(connection, "out of memory");
                      throw new OutOfMemoryError("as good as any");
                    }))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(isThere("out of memory")).isFalse();
  }
}
