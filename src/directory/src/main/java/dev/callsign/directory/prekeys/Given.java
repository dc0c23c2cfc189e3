package dev.callsign.directory.prekeys;

import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import org.jspecify.annotations.Nullable;

/**
 * What a claim takes along.
 *
 * @param oneTime not null exactly when {@code state} is {@link OneTimeState#GIVEN}
 * @param pqOneTime null when the last-resort prekey has to do
 */
public record Given(
    OneTimeState state, @Nullable OneTimePrekey oneTime, @Nullable PqPrekey pqOneTime) {

  /** What whoever asks without a claim takes along. */
  public static final Given NOTHING = new Given(OneTimeState.NOT_CLAIMED, null, null);
}
