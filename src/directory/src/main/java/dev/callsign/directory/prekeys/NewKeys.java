package dev.callsign.directory.prekeys;

import dev.callsign.prekey.KeyIdSpace;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.Prekey;
import dev.callsign.prekey.SignedPrekey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of an upload was never uploaded before.
 *
 * @param reused ids that were used for other keys
 */
record NewKeys(
    @Nullable SignedPrekey signedPrekey,
    @Nullable PqPrekey lastResort,
    List<Prekey> oneTimePrekeys,
    List<UploadOutcome.ReusedId> reused) {

  List<Prekey> oneTime(KeyIdSpace space) {
    return oneTimePrekeys.stream().filter(prekey -> prekey.space() == space).toList();
  }
}
