package dev.callsign.directory.events;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.directory.LabResource;
import dev.callsign.directory.ShiftedClock;
import dev.callsign.directory.storage.Transactions;
import dev.callsign.event.DirectoryKeyPair;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which keys receivers of events are told of, where several processes sign. */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class DirectoryKeysTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final Transactions transactions;
  private final DirectoryKeys keys;
  private final DirectoryKeyPair pair;
  private final ShiftedClock clock;
  private final DirectoryKeyPair theirs = DirectoryKeyPair.generate(new SecureRandom());
  private final DirectoryKeys replica;

  DirectoryKeysTest(
      Transactions transactions, DirectoryKeys keys, DirectoryKeyPair pair, ShiftedClock clock) {
    this.transactions = transactions;
    this.keys = keys;
    this.pair = pair;
    this.clock = clock;
    this.replica = new DirectoryKeys(transactions, theirs, clock);
  }

  /** Nobody else is to find the key. */
  @AfterEach
  void backToNow() {
    clock.shift(Duration.ZERO);
    transactions.run(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("delete from directory_key where kid = ?")) {
            delete.setString(1, theirs.key().kid());
            return delete.executeUpdate();
          }
        });
  }

  @Test
  void showsTheKeysOfAllReplicasTheOwnOneFirst() {
    assertThat(keys.all()).containsExactly(pair.key());

    replica.use();
    replica.use();

    assertThat(keys.all()).containsExactly(pair.key(), theirs.key());
    assertThat(given().get("/.well-known/callsign/directory").jsonPath().getList("keys.kid"))
        .isEqualTo(List.of(pair.key().kid(), theirs.key().kid()));
    assertThat(replica.all()).containsExactly(theirs.key(), pair.key());
  }

  @Test
  void showsAKeyForThirtyDaysAfterItsLastUse() {
    replica.use();
    clock.shift(DirectoryKeys.KEPT.minus(A_MINUTE));
    assertThat(keys.all()).containsExactly(pair.key(), theirs.key());
    replica.use();

    clock.shift(DirectoryKeys.KEPT.plus(A_MINUTE));
    assertThat(keys.all()).as("used a moment ago").containsExactly(pair.key(), theirs.key());

    clock.shift(DirectoryKeys.KEPT.multipliedBy(2).plus(A_MINUTE));
    assertThat(keys.all()).containsExactly(pair.key());
  }

  @Test
  void showsItsOwnKeyBeforeItIsWrittenDown() {
    assertThat(replica.all()).containsExactly(theirs.key(), pair.key());
    assertThat(keys.all()).containsExactly(pair.key());
  }
}
