package dev.callsign.ceiling;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The SQL of a claim and nothing else: the statements that the directory sends for one, with the
 * same transactions, indexes and length of rows, from as many threads as there are connections. No
 * HTTP, no signature, no bundle.
 */
@ApplicationScoped
class BareClaims {
  private static final int THREADS = 32;
  private static final String DOMAIN = "callsign.test";

  private final DataSource dataSource;
  private final int targets;

  BareClaims(DataSource dataSource, @ConfigProperty(name = "ceiling.targets") int targets) {
    this.dataSource = dataSource;
    this.targets = targets;
  }

  /** Claims for so long; gives back how many a second. */
  long perSecond(Duration time) {
    LongAdder claims = new LongAdder();
    long start = System.nanoTime();
    long end = start + time.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int thread = 0; thread < THREADS; thread++) {
        threads.execute(() -> claimUntil(end, claims));
      }
    }
    return claims.sum() * 1_000_000_000L / (System.nanoTime() - start);
  }

  private void claimUntil(long end, LongAdder claims) {
    while (System.nanoTime() < end) {
      try {
        claim(ThreadLocalRandom.current().nextInt(targets));
        claims.increment();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void claim(long target) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement use =
            connection.prepareStatement(
                "insert into bare_request (device, jti, used_at) values (?, ?, now())")) {
      use.setString(1, "claimer-1." + DOMAIN + "#1");
      use.setString(2, UUID.randomUUID().toString().substring(0, 22));
      use.executeUpdate();
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement lock =
            connection.prepareStatement("select used from bare_device where id = ? for update");
        PreparedStatement read =
            connection.prepareStatement(
                "select count(case when given then 1 end), 0, cast(null as bytea),"
                    + " max(case when claimer_domain = ? then bucket_full_at end)"
                    + " from bare_claim where target = ? and claimed_at > now() - interval '1 hour'"
                    + " union all (select id, key_id, public_key, cast(null as timestamptz)"
                    + " from bare_key where target = ? order by id limit 1)"
                    + " union all (select id, key_id, public_key, cast(null as timestamptz)"
                    + " from bare_key where target = -1 order by id limit 1)");
        PreparedStatement delete =
            connection.prepareStatement("delete from bare_key where id in (?, -1)");
        PreparedStatement remember =
            connection.prepareStatement(
                "insert into bare_claim (target, claimer, claimer_domain, claimed_at, given,"
                    + " bucket_full_at) values (?, ?, ?, now(), true, now())")) {
      connection.setAutoCommit(false);
      lock.setLong(1, target);
      lock.executeQuery().close();
      read.setString(1, DOMAIN);
      read.setLong(2, target);
      read.setLong(3, target);
      long oldest = -1;
      try (ResultSet row = read.executeQuery()) {
        row.next();
        if (row.next()) {
          oldest = row.getLong(1);
        }
      }
      delete.setLong(1, oldest);
      delete.executeUpdate();
      remember.setLong(1, target);
      remember.setString(2, "claimer-1." + DOMAIN + "#1");
      remember.setString(3, DOMAIN);
      remember.executeUpdate();
      connection.commit();
      connection.setAutoCommit(true);
    }
  }
}
