package dev.callsign.acme.certificate;

/** Gives certificate and statement to those who serve them: copies, reloads, hooks. */
@FunctionalInterface
public interface Deployment {

  /**
   * Sees to it that the live generation is served. Called again and again until {@link Lookout}
   * sees it; doing it twice does no harm.
   */
  ErrandOutcome deploy(Generation live);
}
