package dev.callsign.bundle;

import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.statement.Device;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to write to one device. It proves something only as part of a {@link
 * VerifiedBundle}.
 *
 * @param device as the callsign's statement lists it
 * @param signedPrekey signed by the device
 * @param oneTimePrekey null unless {@code oneTime} is {@link OneTime#GIVEN}; nobody signed it,
 *     unless the device chose to
 * @param pqPrekey signed by the device; null when it has only the profile {@code x3dh}
 * @param oneTime what the directory says of the one-time prekey
 */
public record DeviceBundle(
    Device device,
    SignedPrekey signedPrekey,
    @Nullable OneTimePrekey oneTimePrekey,
    @Nullable PqPrekey pqPrekey,
    OneTime oneTime) {}
