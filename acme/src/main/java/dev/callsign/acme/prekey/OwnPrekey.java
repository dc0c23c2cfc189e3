package dev.callsign.acme.prekey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A prekey that this machine made, with its private half.
 *
 * @param pair the key pair. Secret
 * @param createdAt whole seconds
 * @param replacedAt since when another one is published in its place; null while it is published,
 *     and always for one-time prekeys
 */
record OwnPrekey<K>(int keyId, K pair, Instant createdAt, @Nullable Instant replacedAt) {

  OwnPrekey<K> replaced(Instant at) {
    return replacedAt == null ? new OwnPrekey<>(keyId, pair, createdAt, at) : this;
  }
}
