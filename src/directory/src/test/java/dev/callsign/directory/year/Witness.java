package dev.callsign.directory.year;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.callsign.directory.lookup.BundleLookup;
import dev.callsign.directory.lookup.BundleResult;
import dev.callsign.directory.lookup.CallsignLookup;
import dev.callsign.directory.lookup.LookupResult;
import dev.callsign.directory.lookup.Representation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Looks callsigns up, and writes down what may not be. */
final class Witness {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CallsignLookup callsigns;
  private final BundleLookup bundles;
  private final World world;

  /** Between a revocation and the check that finds it, with some more than the jitter. */
  private static final Duration LONGEST_UNSEEN = Biography.RECHECK.multipliedBy(5).dividedBy(4);

  private final Clock clock;
  private final List<String> servedPastTheEnd = new ArrayList<>();
  private final List<String> servedBeforeItsTime = new ArrayList<>();
  private final List<String> notServed = new ArrayList<>();
  private int bundlesSeen;
  private int lookups;

  Witness(CallsignLookup callsigns, BundleLookup bundles, World world, Clock clock) {
    this.callsigns = callsigns;
    this.bundles = bundles;
    this.world = world;
    this.clock = clock;
  }

  /** Looks up what is served of an owner now. */
  void look(Owner owner) {
    Instant now = clock.instant();
    lookups++;
    record(owner, now, callsigns.lookUp(owner.callsign()));
    bundle(owner, now, bundles.bundle(owner.callsign()));
  }

  private void record(Owner owner, Instant now, LookupResult result) {
    String what = owner.callsign() + " at " + now;
    List<Owner.Reign> possible = owner.mayReign(now);
    switch (result) {
      case LookupResult.Found found ->
          served(owner, now, world.draft(statement(found)), possible, what);
      case LookupResult.Expired expired -> {
        if (mustBeServed(possible, now)) {
          notServed.add(what);
        }
      }
      case LookupResult.Revoked revoked -> {
        if (possible.stream().noneMatch(reign -> owner.isRevoked(reign.draft(), now))) {
          notServed.add(what);
        }
      }
      case LookupResult.Unknown unknown -> notServed.add(what);
    }
  }

  private void served(
      Owner owner, Instant now, Draft draft, List<Owner.Reign> possible, String what) {
    if (owner.isRevoked(draft, now.minus(LONGEST_UNSEEN)) || !now.isBefore(draft.period().end())) {
      servedPastTheEnd.add(what);
    }
    if (possible.stream().noneMatch(reign -> reign.draft() == draft)) {
      servedBeforeItsTime.add(what);
    }
  }

  private void bundle(Owner owner, Instant now, BundleResult result) {
    List<Owner.Reign> possible = owner.mayReign(now);
    String what = owner.callsign() + " (bundle) at " + now;
    switch (result) {
      case BundleResult.Found found -> {
        bundlesSeen++;
        served(owner, now, world.draft(statement(found)), possible, what);
      }
      case BundleResult.NoPrekeys none -> {
        if (possible.stream().noneMatch(reign -> now.isBefore(reign.draft().period().end()))) {
          servedPastTheEnd.add(what);
        }
      }
      case BundleResult.Expired expired -> {
        if (mustBeServed(possible, now)) {
          notServed.add(what);
        }
      }
      case BundleResult.Revoked revoked -> {
        if (possible.stream().noneMatch(reign -> owner.isRevoked(reign.draft(), now))) {
          notServed.add(what);
        }
      }
      case BundleResult.UnknownDevice unknown -> notServed.add(what);
      case BundleResult.UnknownCallsign unknown -> notServed.add(what);
    }
  }

  private static boolean mustBeServed(List<Owner.Reign> possible, Instant now) {
    return possible.stream().allMatch(reign -> now.isBefore(reign.draft().period().end()));
  }

  private static String statement(LookupResult.Found found) {
    Representation statement =
        Objects.requireNonNull(found.forms().get(Representation.Form.STATEMENT));
    return new String(statement.body(), StandardCharsets.US_ASCII);
  }

  private static String statement(BundleResult.Found found) {
    try {
      return JSON.readTree(found.bundle().body()).path("statement").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> servedPastTheEnd() {
    return List.copyOf(servedPastTheEnd);
  }

  List<String> servedBeforeItsTime() {
    return List.copyOf(servedBeforeItsTime);
  }

  List<String> notServed() {
    return List.copyOf(notServed);
  }

  int lookups() {
    return lookups;
  }

  int bundlesSeen() {
    return bundlesSeen;
  }
}
