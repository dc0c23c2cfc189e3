package dev.callsign.directory.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceListener;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Who waits for the database waits in line, and does not keep others from their work. */
class TurnstileTest {
  private static final int CONNECTIONS = 4;
  private static final int THREADS = 64;

  private final Turnstile turnstile = new Turnstile(CONNECTIONS);

  /** A database that takes its time to answer the first time, as one over TLS does. */
  public static final class SlowDriver implements Driver {
    private static final Duration OPENING = Duration.ofMillis(100);
    private final Driver h2 = new org.h2.Driver();

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
      try {
        Thread.sleep(OPENING);
      } catch (InterruptedException e) {
        throw new SQLException(e);
      }
      return h2.connect(url, info);
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
      return h2.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
      return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
      return 1;
    }

    @Override
    public int getMinorVersion() {
      return 0;
    }

    @Override
    public boolean jdbcCompliant() {
      return false;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }
  }

  @Test
  void noMoreThreadsGetThroughThanThereAreConnections() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    atOnce(
        () ->
            turnstile.pass(
                () -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  Thread.sleep(1);
                  return inside.decrementAndGet();
                }));
    assertThat(most.get()).isBetween(1, CONNECTIONS);
    assertThat(inside.get()).isZero();
  }

  @Test
  void whoIsThroughPassesAgain() {
    Turnstile narrow = new Turnstile(1);
    assertThat(narrow.<String, RuntimeException>pass(() -> narrow.pass(() -> "through")))
        .isEqualTo("through");
  }

  @Test
  void aPlaceIsFreeAgainAfterAFailure() {
    Turnstile narrow = new Turnstile(1);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () ->
                  narrow.pass(
                      () -> {
                        throw new SQLException("broken");
                      }))
          .hasMessage("broken");
    }
  }

  @Test
  void nobodySpinsInThePoolWhileConnectionsAreOpened() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    AgroalDataSourceListener counter =
        new AgroalDataSourceListener() {
          @Override
          public void beforePoolBlock(long timeout) {
            looks.incrementAndGet();
          }
        };
    try (AgroalDataSource pool = AgroalDataSource.from(pool(), counter)) {
      Transactions transactions = new Transactions(pool, turnstile);
      atOnce(() -> transactions.run(connection -> connection.createStatement().execute("call 1")));
    }
    assertThat(looks.get()).isBetween(1, THREADS);
  }

  private static AgroalDataSourceConfigurationSupplier pool() {
    return new AgroalDataSourceConfigurationSupplier()
        .connectionPoolConfiguration(
            pool ->
                pool.maxSize(CONNECTIONS)
                    .acquisitionTimeout(Duration.ofSeconds(30))
                    .connectionFactoryConfiguration(
                        factory ->
                            factory
                                .connectionProviderClass(SlowDriver.class)
                                .jdbcUrl("jdbc:h2:mem:turnstile;DB_CLOSE_DELAY=-1")));
  }

  private static void atOnce(ScopedValue.CallableOp<Object, Exception> work) throws Exception {
    List<Future<Object>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        all.add(threads.submit(work::call));
      }
    }
    for (Future<Object> each : all) {
      each.get();
    }
  }
}
