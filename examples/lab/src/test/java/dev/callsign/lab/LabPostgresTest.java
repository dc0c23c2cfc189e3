package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The PostgreSQL of the lab as its own client, psql, sees it. */
class LabPostgresTest {

  @BeforeEach
  void needsPostgres() {
    assumeTrue(LabPostgres.installed().isPresent(), LabPostgres.MISSING);
  }

  @Test
  void answersWhoHasThePasswordAndNobodyElse() throws Exception {
    try (LabPostgres postgres = LabPostgres.start()) {
      assertThat(query(postgres, "select current_user, inet_server_addr()"))
          .isEqualTo("callsign|127.0.0.1");
      assertThat(psql(postgres, "wrong", "select 1")).contains("password authentication failed");
    }
  }

  @Test
  void writesACommitToTheDiskBeforeItReturns() throws Exception {
    try (LabPostgres postgres = LabPostgres.start()) {
      assertThat(query(postgres, "show fsync")).isEqualTo("on");
      assertThat(query(postgres, "show synchronous_commit")).isEqualTo("on");
    }
  }

  @Test
  void keepsWhatWasCommittedWhenItIsKilledAndAnswersAtTheSamePortAgain() throws Exception {
    try (LabPostgres postgres = LabPostgres.start()) {
      String url = postgres.url();
      query(postgres, "create table kept as select 7 as seven");

      postgres.kill();
      assertThatThrownBy(() -> connect(postgres)).isInstanceOf(ConnectException.class);

      postgres.restart();
      assertThat(query(postgres, "select seven from kept")).isEqualTo("7");
      assertThat(postgres.url()).isEqualTo(url);
    }
  }

  @Test
  void runsTwiceBesideItself() throws Exception {
    try (LabPostgres one = LabPostgres.start();
        LabPostgres other = LabPostgres.start()) {
      query(one, "create table only_here (id integer)");

      assertThat(query(other, "select count(*) from pg_tables where tablename = 'only_here'"))
          .isEqualTo("0");
    }
  }

  @Test
  void leavesNothingBehind() {
    LabPostgres postgres = LabPostgres.start();

    postgres.close();

    assertThat(postgres.folder()).doesNotExist();
    assertThatThrownBy(() -> connect(postgres)).isInstanceOf(ConnectException.class);
  }

  @Test
  void tellsADirectoryWhereItIs() {
    try (LabPostgres postgres = LabPostgres.start()) {
      assertThat(postgres.jdbcProperties())
          .isEqualTo(
              Map.of(
                  "quarkus.datasource.jdbc.url",
                  "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres",
                  "quarkus.datasource.username",
                  postgres.username(),
                  "quarkus.datasource.password",
                  postgres.password()));
    }
  }

  private static void connect(LabPostgres postgres) throws Exception {
    new Socket(Loopback.IPV4, postgres.port()).close();
  }

  private static String query(LabPostgres postgres, String sql) throws Exception {
    return psql(postgres, postgres.password(), sql);
  }

  private static String psql(LabPostgres postgres, String password, String sql) throws Exception {
    Optional<Path> programs = LabPostgres.installed();
    ProcessBuilder psql =
        new ProcessBuilder(
            programs.orElseThrow().resolve("psql").toString(),
            "--no-psqlrc",
            "--no-align",
            "--tuples-only",
            "--username=" + postgres.username(),
            "--command=" + sql,
            postgres.url().substring("jdbc:".length()));
    psql.environment().put("PGPASSWORD", password);
    psql.environment().put("LC_ALL", "C");
    Process process = psql.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }
}
