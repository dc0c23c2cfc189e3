package dev.callsign.prekey;

/**
 * An upload of which every key is well-formed and signed by the device: who holds one has proof.
 * Only {@link UploadVerifier} makes one. Whether ids were used before is not checked.
 */
public final class CheckedUpload {
  private final PrekeyUpload upload;
  private final IdentityKey identityKey;

  CheckedUpload(PrekeyUpload upload, IdentityKey identityKey) {
    this.upload = upload;
    this.identityKey = identityKey;
  }

  /** The keys. */
  public PrekeyUpload upload() {
    return upload;
  }

  /** Whose signatures they carry. */
  public IdentityKey identityKey() {
    return identityKey;
  }
}
