package dev.callsign.bench;

import dev.callsign.lab.LabPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The rows of callsigns in the directory's database. */
final class TrackedRows implements AutoCloseable {
  private static final int TRIES = 21;
  private static final double NANOS_IN_MILLI = 1e6;

  /** The statement of the directory's DueList, with its values. */
  private static final String TAKE =
      "select callsign from due where silent = false and due_at <= current_timestamp"
          + " order by due_at fetch first 64 rows only for update skip locked";

  private final Connection connection;

  TrackedRows(LabPostgres postgres) throws SQLException {
    this.connection =
        DriverManager.getConnection(postgres.url(), postgres.username(), postgres.password());
  }

  /** Adds copies of a callsign under other names, due in a year. */
  void add(int count) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into callsign select (jsonb_populate_record(null::callsign, to_jsonb(c)"
              + " || jsonb_build_object('name', 'row' || n || '.example', 'report', '{}'))).*"
              + " from (select * from callsign order by name limit 1) c, generate_series(1, "
              + count
              + ") n");
      statement.execute(
          "insert into due (callsign, due_at) select name, current_timestamp + interval '1 year'"
              + " from callsign where not exists (select 1 from due where due.callsign = name)");
      statement.execute("vacuum analyze callsign");
      statement.execute("vacuum analyze due");
    }
  }

  long count() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from due")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Milliseconds in which a replica finds what is due next; the median. */
  double takeMillis() throws SQLException {
    List<Double> millis = new ArrayList<>();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < TRIES; i++) {
        long start = System.nanoTime();
        statement.executeQuery(TAKE).close();
        millis.add((System.nanoTime() - start) / NANOS_IN_MILLI);
        connection.rollback();
      }
    } finally {
      connection.setAutoCommit(true);
    }
    return millis.stream().sorted().toList().get(TRIES / 2);
  }

  /** How the database finds them. */
  String plan() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("explain " + TAKE)) {
      String scan = "no scan";
      while (row.next()) {
        String line = row.getString(1).strip();
        scan = line.contains("Scan") ? line.replaceAll("^-> *| *\\(cost.*$", "") : scan;
      }
      return scan;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
