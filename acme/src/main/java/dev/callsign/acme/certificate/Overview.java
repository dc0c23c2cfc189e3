package dev.callsign.acme.certificate;

import dev.callsign.name.Callsign;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is where, what is due when, and what is not as it should be, at one moment.
 *
 * @param live what is served, or should be; null before there is a certificate
 * @param due when it is to be renewed; null before there is a certificate, and where somebody else
 *     renews it
 * @param renewal how far a renewal is, in words
 * @param statement SHA-256 of the live statement, base64url; null where it has to be signed (anew)
 * @param seen what the world sees
 * @param troubles one line each: what is wrong, and what happens about it or has to
 */
public record Overview(
    Callsign callsign,
    @Nullable Live live,
    @Nullable Instant due,
    String renewal,
    @Nullable String statement,
    Seen seen,
    List<String> troubles) {

  /** Copies the lines. */
  public Overview {
    troubles = List.copyOf(troubles);
  }

  /**
   * The live generation.
   *
   * @param leaf SHA-256 of its leaf, base64url
   */
  public record Live(int number, String leaf, Instant notAfter, Origin origin) {}

  static Overview of(
      Callsign callsign,
      AgentState state,
      Facts facts,
      @Nullable Generation generation,
      Duration tick,
      Instant now) {
    Leaf leaf = facts.live();
    Live live =
        generation == null || leaf == null
            ? null
            : new Live(generation.number(), leaf.sha256(), leaf.notAfter(), generation.origin());
    Plan plan = state.plan();
    Instant due = leaf == null || plan == null ? null : due(plan, leaf, tick);
    return new Overview(
        callsign,
        live,
        due,
        words(state.renewal()),
        facts.statement(),
        facts.seen(),
        troubles(state, facts, now));
  }

  private static Instant due(Plan plan, Leaf leaf, Duration tick) {
    Instant pick = plan.pick();
    Stream<Instant> suggested = pick == null ? Stream.empty() : Stream.of(pick);
    return Stream.concat(Stream.of(plan.backstop(), Plan.emergency(leaf, tick)), suggested)
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private static String words(RenewalState renewal) {
    return switch (renewal) {
      case RenewalState.Idle _ -> "nothing under way";
      case RenewalState.KeyNeeded _ -> "the next key is to be made";
      case RenewalState.KeyReady _ -> "about to order";
      case RenewalState.AccountNeeded _ -> "the account is to be registered anew";
      case RenewalState.Opening opening -> "ordering at " + opening.attempt().authority();
      case RenewalState.Ordered ordered -> "proving the name, order " + ordered.order();
      case RenewalState.Authorized authorized -> "requesting, order " + authorized.order();
      case RenewalState.Finalized finalized -> "fetching the certificate of " + finalized.order();
      case RenewalState.Downloaded downloaded ->
          "switching to generation " + downloaded.generation();
      case RenewalState.Backoff backoff ->
          "waiting until " + backoff.notBefore() + " after a failure: " + backoff.failure();
      case RenewalState.Paused _ -> "stopped until the configuration changes";
    };
  }

  private static List<String> troubles(AgentState state, Facts facts, Instant now) {
    List<String> troubles = new ArrayList<>();
    Leaf leaf = facts.live();
    if (leaf == null) {
      troubles.add("there is no certificate yet: callsign-acme run obtains one");
    } else if (!now.isBefore(leaf.notAfter())) {
      troubles.add("the certificate ended at " + leaf.notAfter() + ": lookups answer nothing");
    }
    if (state.renewal() instanceof RenewalState.Paused paused) {
      URI where = paused.where();
      troubles.add(
          "the authority waits for you"
              + Optional.ofNullable(where).map(uri -> ": open " + uri).orElse("")
              + ", then change the configuration");
    }
    if (leaf != null && facts.statement() == null) {
      troubles.add("the statement has to be signed: the next pass does it");
    }
    Seen seen = facts.seen();
    if (leaf != null && seen.leaf() != null && !seen.leaf().equals(leaf.sha256())) {
      troubles.add("the host presents another certificate: reload it, or see what answers there");
    }
    String statement = facts.statement();
    if (statement != null && seen.hosted() != null && !seen.hosted().equals(statement)) {
      troubles.add("the host serves another statement: see 'statement.file' and the web server");
    }
    if (statement != null && seen.recorded() != null && !seen.recorded().equals(statement)) {
      troubles.add("the directory has another statement: the next passes tell it");
    }
    return troubles;
  }
}
