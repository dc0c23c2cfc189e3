package dev.callsign.directory.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class VerificationGateTest {
  private final VerificationGate gate = new VerificationGate();

  private static Callsign callsign(String name) throws MalformedException {
    return Callsign.parse(name, NamePolicy.PUBLIC);
  }

  /** Tries {@code name} while so many other names of a domain are being verified. */
  private Optional<String> admitWhileBusy(int others, String domain, Callsign name) {
    Supplier<Optional<String>> work = () -> gate.admit(name, () -> "admitted");
    for (int i = 0; i < others; i++) {
      Supplier<Optional<String>> inner = work;
      String other = "n" + i + "." + domain;
      work =
          () -> {
            try {
              return gate.admit(callsign(other), inner).orElseThrow();
            } catch (MalformedException e) {
              throw new IllegalStateException(e);
            }
          };
    }
    return work.get();
  }

  @Test
  void admitsOneVerificationOfANameAtATime() throws MalformedException {
    Callsign alice = callsign("alice.example");

    Optional<Optional<String>> outer = gate.admit(alice, () -> gate.admit(alice, () -> "twice"));

    assertThat(outer).contains(Optional.empty());
    assertThat(gate.admit(alice, () -> "again")).contains("again");
  }

  @Test
  void leavesRoomForOtherDomainsWhenOneIsBusy() throws MalformedException {
    int all = VerificationGate.MAX_CONCURRENT_PER_DOMAIN;

    assertThat(admitWhileBusy(all, "evil.example", callsign("more.evil.example"))).isEmpty();
    assertThat(admitWhileBusy(all, "evil.example", callsign("alice.example"))).contains("admitted");
  }

  @Test
  void givesThePlaceBackWhenTheWorkFails() throws MalformedException {
    Callsign alice = callsign("alice.example");

    assertThatThrownBy(
            () ->
                gate.admit(
                    alice,
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");

    assertThat(gate.admit(alice, () -> "again")).contains("again");
  }
}
