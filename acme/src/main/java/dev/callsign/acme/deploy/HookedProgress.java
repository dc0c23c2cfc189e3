package dev.callsign.acme.deploy;

import dev.callsign.acme.certificate.Progress;
import dev.callsign.acme.cli.CommandFailure;

/** Progress whose alarms the owner's programs are told, too. */
public final class HookedProgress implements Progress {
  private final Progress progress;
  private final Hooks hooks;

  /** Tells {@code progress} everything, {@code hooks} the alarms. */
  public HookedProgress(Progress progress, Hooks hooks) {
    this.progress = progress;
    this.hooks = hooks;
  }

  @Override
  public void step(String what) {
    progress.step(what);
  }

  @Override
  public void alarm(String text) {
    progress.alarm(text);
    try {
      hooks.failed(text);
    } catch (CommandFailure e) {
      progress.step("hooks are not told of the alarm: " + e.message());
    }
  }
}
