package dev.callsign.acme.prekey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The prekeys of one kind, oldest first. Immutable: every change is another shelf.
 *
 * @param keys with distinct ids
 */
record Shelf<K>(List<OwnPrekey<K>> keys) {

  Shelf {
    keys = List.copyOf(keys);
  }

  static <K> Shelf<K> empty() {
    return new Shelf<>(List.of());
  }

  Optional<OwnPrekey<K>> find(int keyId) {
    return keys.stream().filter(key -> key.keyId() == keyId).findFirst();
  }

  /** The one that is published, other than {@code pending}, which nobody may have heard of. */
  Optional<OwnPrekey<K>> published(@Nullable Integer pending) {
    return keys.stream()
        .filter(key -> key.replacedAt() == null)
        .filter(key -> pending == null || key.keyId() != pending)
        .reduce((_, later) -> later);
  }

  Shelf<K> with(List<OwnPrekey<K>> more) {
    return new Shelf<>(Stream.concat(keys.stream(), more.stream()).toList());
  }

  Shelf<K> without(Set<Integer> keyIds) {
    return new Shelf<>(keys.stream().filter(key -> !keyIds.contains(key.keyId())).toList());
  }

  /** {@code published} takes the place of every other one. */
  Shelf<K> replacedBy(int published, Instant at) {
    return new Shelf<>(
        keys.stream().map(key -> key.keyId() == published ? key : key.replaced(at)).toList());
  }

  /** Without those that were replaced before {@code limit}. */
  Shelf<K> withoutReplacedBefore(Instant limit) {
    return new Shelf<>(
        keys.stream()
            .filter(key -> key.replacedAt() == null || !key.replacedAt().isBefore(limit))
            .toList());
  }

  /** Without those made before {@code limit}, and without the oldest beyond {@code max}. */
  Shelf<K> withoutCreatedBefore(Instant limit, int max) {
    List<OwnPrekey<K>> young =
        new ArrayList<>(keys.stream().filter(key -> !key.createdAt().isBefore(limit)).toList());
    return new Shelf<>(young.subList(Math.max(0, young.size() - max), young.size()));
  }
}
