package dev.callsign.acme.keys;

import dev.callsign.prekey.IdentityKeyPair;
import org.jspecify.annotations.Nullable;

/**
 * The identity key of a device as its file held it.
 *
 * @param pair the key pair. Secret
 * @param passphrase what the file was encrypted with; null when its owner chose to have it in the
 *     clear. What else is kept for the device is kept the same way
 */
public record DeviceKey(IdentityKeyPair pair, @Nullable Passphrase passphrase) {}
