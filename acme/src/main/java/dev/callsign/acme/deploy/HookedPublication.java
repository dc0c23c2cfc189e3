package dev.callsign.acme.deploy;

import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Progress;
import dev.callsign.acme.certificate.Publication;
import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.name.Callsign;
import dev.callsign.statement.StatementSigner;

/** A publication after which the owner's programs are told. */
public final class HookedPublication implements Publication {
  private final Publication publication;
  private final Hooks hooks;
  private final Progress progress;

  /**
   * Tells {@code hooks} whenever {@code publication} is done.
   *
   * @param progress is told when that cannot be noted down
   */
  public HookedPublication(Publication publication, Hooks hooks, Progress progress) {
    this.publication = publication;
    this.hooks = hooks;
    this.progress = progress;
  }

  @Override
  public ErrandOutcome publish(Callsign callsign, String compact) {
    ErrandOutcome outcome = publication.publish(callsign, compact);
    if (outcome.done()) {
      try {
        hooks.published(StatementSigner.sha256(compact));
      } catch (CommandFailure e) {
        progress.step("hooks are not told of the publication: " + e.message());
      }
    }
    return outcome;
  }
}
