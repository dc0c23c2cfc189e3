package dev.callsign.directory.http;

import dev.callsign.request.SignedRequest;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who sent the request that is being answered. */
@RequestScoped
class Caller {
  private @Nullable SignedRequest request;

  /** The request is {@code signed}, verified and never used before. */
  void is(SignedRequest signed) {
    request = signed;
  }

  /** Empty while nobody has proved himself. */
  Optional<SignedRequest> request() {
    return Optional.ofNullable(request);
  }

  /** The request, where {@link SignedRequestFilter} has let it through. */
  SignedRequest signed() {
    return request().orElseThrow(() -> new IllegalStateException("not @DeviceSigned"));
  }
}
