package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.Prekey;
import dev.callsign.prekey.PrekeyFault;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.prekey.UploadVerdict;
import dev.callsign.prekey.UploadVerifier;
import dev.callsign.report.Finding;
import dev.callsign.report.Step;
import dev.callsign.testing.StatementDraft;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;

/** The input is the document of an upload by the device with identity key pair 1. */
final class UploadFuzz implements FuzzTarget {

  private final IdentityKey device = StatementDraft.identity(1).identityKey();

  @Override
  public boolean accepts(byte[] input) {
    UploadVerdict verdict = UploadVerifier.verify(input, device);
    UploadVerdict again = UploadVerifier.verify(input, device);

    return switch (verdict) {
      case UploadVerdict.Unreadable unreadable -> {
        assertThat(again).isEqualTo(unreadable);
        assertThat(unreadable.detail()).hasSizeLessThanOrEqualTo(Finding.MAX_CHARS);
        yield false;
      }
      case UploadVerdict.Refused refused -> {
        assertThat(again).isEqualTo(refused);
        assertThat(refused.faults()).isNotEmpty().allSatisfy(UploadFuzz::namesOneKey);
        yield false;
      }
      case UploadVerdict.Checked checked -> {
        PrekeyUpload upload = checked.upload().upload();
        assertThat(checked.upload().identityKey()).isEqualTo(device);
        survivesWriting(upload);
        holdsDistinctSignedKeys(upload);
        yield true;
      }
    };
  }

  private static void namesOneKey(PrekeyFault fault) {
    assertThat(fault.slug().step()).isEqualTo(Step.PREKEYS);
    assertThat(fault.member())
        .matches("(signed|pq_last_resort)_prekey|(pq_)?one_time_prekeys\\[\\d+\\]");
    assertThat(fault.detail()).hasSizeLessThanOrEqualTo(Finding.MAX_CHARS);
    if (fault.keyId() != null) {
      assertThat(fault.keyId()).isNotNegative();
    }
  }

  private void survivesWriting(PrekeyUpload upload) {
    byte[] json = upload.toJson().toString().getBytes(StandardCharsets.UTF_8);
    if (UploadVerifier.verify(json, device) instanceof UploadVerdict.Checked checked) {
      assertThat(checked.upload().upload()).isEqualTo(upload);
    } else {
      throw new AssertionError("what was read cannot be written");
    }
  }

  private void holdsDistinctSignedKeys(PrekeyUpload upload) {
    HashSet<String> ids = new HashSet<>();
    for (Prekey prekey : upload.prekeys()) {
      assertThat(ids.add(prekey.space() + " " + prekey.keyId())).isTrue();
      assertThat(prekey.isSignedBy(device)).isTrue();
    }
    assertThat(upload.oneTime()).hasSizeLessThanOrEqualTo(PrekeyUpload.MAX_KEYS);
    assertThat(upload.pqOneTime()).hasSizeLessThanOrEqualTo(PrekeyUpload.MAX_KEYS);
  }
}
