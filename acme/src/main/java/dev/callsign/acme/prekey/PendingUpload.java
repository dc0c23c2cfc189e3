package dev.callsign.acme.prekey;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which prekeys were made for an upload that no directory has confirmed yet, by id. It is sent
 * again, with the same keys, until it is answered.
 *
 * @param signedPrekey null when there is none in it
 * @param lastResort likewise
 * @param replace as in {@link dev.callsign.prekey.PrekeyUpload}
 */
record PendingUpload(
    @Nullable Integer signedPrekey,
    @Nullable Integer lastResort,
    Set<Integer> oneTime,
    Set<Integer> pqOneTime,
    boolean replace) {

  PendingUpload {
    oneTime = Set.copyOf(oneTime);
    pqOneTime = Set.copyOf(pqOneTime);
  }
}
