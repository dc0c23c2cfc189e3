package dev.callsign.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.ByteArrayDataOutput;
import com.google.common.io.ByteStreams;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The logs that the authority of the lab submits to: one of each operator for good certificates,
 * others for what can be wrong. Safe for concurrent use.
 */
final class LabLogs {

  private static final String FIRST_OPERATOR = "Lab Green";
  private static final String SECOND_OPERATOR = "Lab Blue";

  /** An octet of the index in the extension of a static log: version, id, time, two lengths. */
  private static final int INDEX_OCTET = 1 + 32 + 8 + 2 + 3;

  private final LabLog green;
  private final LabLog blue;
  private final LabLog secondGreen;
  private final LabLog denied;
  private final LabLog unknown;

  LabLogs(SecureRandom random) {
    green = new LabLog(FIRST_OPERATOR, "Spring", false, random);
    blue = new LabLog(SECOND_OPERATOR, "River", true, random);
    secondGreen = new LabLog(FIRST_OPERATOR, "Summer", false, random);
    denied = new LabLog("Lab Red", "Everybody has its key", false, random);
    unknown = new LabLog("Lab Grey", "On no list", false, random);
  }

  /** The value of the SCT list extension (RFC 6962 §3.3); empty where it shall have no SCT. */
  byte[] sctList(LabLog.Submission submission, @Nullable CtFault fault) {
    ByteArrayDataOutput scts = ByteStreams.newDataOutput();
    for (byte[] sct : scts(submission, fault)) {
      scts.writeShort(sct.length);
      scts.write(sct);
    }
    byte[] list = scts.toByteArray();
    if (list.length == 0) {
      return list;
    }
    ByteArrayDataOutput value = ByteStreams.newDataOutput();
    value.writeShort(list.length);
    value.write(list);
    return value.toByteArray();
  }

  /** The list of logs that a verifier in the lab knows, in the shape of the shipped one. */
  String toJson() {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("version", 1);
    list.putArray("denied").add(denied.idText());
    ArrayNode logs = list.putArray("logs");
    List.of(green, blue, secondGreen, denied).forEach(log -> logs.add(log.toJson()));
    return list.toPrettyString();
  }

  private List<byte[]> scts(LabLog.Submission certificate, @Nullable CtFault fault) {
    byte[] first = green.promise(certificate);
    byte[] second = blue.promise(certificate);
    return switch (fault) {
      case null -> List.of(first, second);
      case NO_SCTS -> List.of();
      case FORGED_SCT -> List.of(first, second, secondGreen.promiseForgedBy(unknown, certificate));
      case CHANGED_EXTENSION -> List.of(first, withAnotherIndex(second));
      case DENIED_LOG -> List.of(first, second, denied.promise(certificate));
      case ONE_SCT -> List.of(first);
      case ONE_OPERATOR -> List.of(first, secondGreen.promise(certificate));
      case UNKNOWN_LOG -> List.of(first, second, unknown.promise(certificate));
    };
  }

  private static byte[] withAnotherIndex(byte[] sct) {
    byte[] changed = sct.clone();
    changed[INDEX_OCTET] ^= 1;
    return changed;
  }
}
