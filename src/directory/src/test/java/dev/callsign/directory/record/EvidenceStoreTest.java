package dev.callsign.directory.record;

import static dev.callsign.directory.LabResource.lab;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.callsign.directory.LabResource;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.directory.verify.Verification;
import dev.callsign.directory.verify.Verifier;
import dev.callsign.evidence.Evidence;
import dev.callsign.lab.LabHost;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What evidence shares with other evidence. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class EvidenceStoreTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final EvidenceStore store;
  private final CallsignRepository repository;
  private final Registrar registrar;
  private final Verifier verifier;
  private final Transactions transactions;

  EvidenceStoreTest(
      EvidenceStore store,
      CallsignRepository repository,
      Registrar registrar,
      Verifier verifier,
      Transactions transactions) {
    this.store = store;
    this.repository = repository;
    this.registrar = registrar;
    this.verifier = verifier;
    this.transactions = transactions;
  }

  /** Of a verification after which the lab has another list than before. */
  private Evidence evidence(LabHost host) {
    lab().authority().revoke(lab().authority().issue(lab().authority().leaf("x.test")).leaf());
    return ((Verification.Verified) verifier.verify(host.callsign(), null, Set.of())).evidence();
  }

  private EvidenceStore replica() {
    return new EvidenceStore(transactions, Ticker.systemTicker());
  }

  private boolean hasList(String sha256) {
    return transactions.run(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select 1 from evidence_crl where sha256 = ?")) {
            select.setString(1, sha256);
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  @Test
  void isStoredOnceByManyWhoHaveItAtOnce() throws ExecutionException, InterruptedException {
    Evidence evidence = evidence(lab().host("sharing"));

    try (ExecutorService replicas = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<EvidenceStore.Shared>> stored =
          IntStream.range(0, 16)
              .mapToObj(i -> replicas.submit(() -> replica().share(evidence)))
              .toList();
      for (Future<EvidenceStore.Shared> each : stored) {
        assertThat(each.get()).isEqualTo(store.share(evidence));
      }
    }
  }

  @Test
  void staysForADayAndAsLongAsItIsNeeded() {
    LabHost host = lab().host("needing");
    Evidence unused = evidence(host);
    String dropped = String.valueOf(store.share(unused).crlSha256());
    registrar.register(host.callsign());
    Instant end = unused.report().at().plus(EvidenceStore.UNUSED);

    store.tidy(end.minus(MINUTE));
    assertThat(hasList(dropped)).isTrue();

    store.tidy(end.plus(MINUTE));
    assertThat(hasList(dropped)).isFalse();
    assertThat(store.find(host.callsign()).orElseThrow()).contains("\"crl\":");
  }

  @Test
  void signaturesThatHeldAreKeptAndGivenToTheNextVerification() {
    LabHost host = lab().host("remembering");
    registrar.register(host.callsign());
    Set<String> signatures = repository.lastAccepted(host.callsign()).orElseThrow().signatures();

    // Those of the leaf, of its issuer, of two SCTs and of the statement.
    assertThat(signatures).hasSize(5);

    registrar.register(host.callsign());
    assertThat(repository.lastAccepted(host.callsign()).orElseThrow().signatures())
        .isEqualTo(signatures);
  }
}
