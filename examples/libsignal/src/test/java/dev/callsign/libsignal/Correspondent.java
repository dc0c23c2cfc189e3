package dev.callsign.libsignal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.bundle.VerifiedBundle;
import dev.callsign.lab.LabHost;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.report.MalformedException;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SessionCipher;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.UntrustedIdentityException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.message.SignalMessage;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import org.signal.libsignal.protocol.state.impl.InMemorySignalProtocolStore;

/** A device of a callsign whose messaging client is libsignal. */
final class Correspondent {

  static final int DEVICE_ID = 1;
  static final int REGISTRATION_ID = 4242;
  static final int SIGNED_PREKEY_ID = 22;
  static final int LAST_RESORT_ID = 1;
  static final int ONE_TIME_PREKEY_ID = 31337;
  static final int PQ_ONE_TIME_PREKEY_ID = 33;

  final LabHost host;
  final LibsignalIdentity identity;
  final InMemorySignalProtocolStore store;
  final Device device;

  /** The device with this identity; its callsign's domain is {@code host}. */
  Correspondent(LabHost host, IdentityKeyPair pair) {
    this.host = host;
    this.identity = new LibsignalIdentity(pair);
    this.store = new InMemorySignalProtocolStore(pair, REGISTRATION_ID);
    this.device =
        Device.of(
            host.callsign(),
            DEVICE_ID,
            REGISTRATION_ID,
            "libsignal",
            identity,
            host.payload().issuedAt());
  }

  /** A first statement of the host's own domain key, which lists this device and no other. */
  String statement() {
    KeyStatement old = host.payload();
    KeyStatement statement =
        new KeyStatement(
            host.callsign(),
            1,
            null,
            old.issuedAt(),
            old.expiresAt(),
            List.of(device),
            null,
            List.of());
    return StatementSigner.sign(statement, host.chain(), host.domainKey());
  }

  Callsign callsign() {
    return host.callsign();
  }

  SignalProtocolAddress address() {
    return new SignalProtocolAddress(callsign().aLabel(), DEVICE_ID);
  }

  /** New keys by libsignal, one of each kind, kept in its store, to be uploaded. */
  PrekeyUpload freshKeys() {
    try {
      SignedPreKeyRecord signed = signed(ECKeyPair.generate());
      KyberPreKeyRecord lastResort = kyber(LAST_RESORT_ID);
      PreKeyRecord oneTime = new PreKeyRecord(ONE_TIME_PREKEY_ID, ECKeyPair.generate());
      KyberPreKeyRecord pqOneTime = kyber(PQ_ONE_TIME_PREKEY_ID);
      return hold(signed, lastResort, List.of(oneTime), List.of(pqOneTime));
    } catch (InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }

  SignedPreKeyRecord signed(ECKeyPair pair) {
    return new SignedPreKeyRecord(
        SIGNED_PREKEY_ID, 0, pair, identity.sign(pair.getPublicKey().serialize()).encode());
  }

  private KyberPreKeyRecord kyber(int id) throws InvalidKeyException {
    KEMKeyPair pair = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    return new KyberPreKeyRecord(
        id, 0, pair, identity.sign(pair.getPublicKey().serialize()).encode());
  }

  /** Keeps the records in libsignal's store; what is to be uploaded of them. */
  PrekeyUpload hold(
      SignedPreKeyRecord signed,
      KyberPreKeyRecord lastResort,
      List<PreKeyRecord> oneTime,
      List<KyberPreKeyRecord> pqOneTime) {
    store.storeSignedPreKey(signed.getId(), signed);
    store.storeKyberPreKey(lastResort.getId(), lastResort);
    oneTime.forEach(record -> store.storePreKey(record.getId(), record));
    pqOneTime.forEach(record -> store.storeKyberPreKey(record.getId(), record));
    try {
      return LibsignalPrekeys.upload(signed, lastResort, oneTime, pqOneTime);
    } catch (MalformedException e) {
      throw new AssertionError(e.detail(), e);
    }
  }

  /** Begins a session with the one device of a verified bundle. */
  void meet(VerifiedBundle bundle) throws InvalidKeyException, UntrustedIdentityException {
    List<LibsignalBundle> devices = LibsignalBundle.of(bundle);
    assertThat(devices).hasSize(1);
    new SessionBuilder(store, devices.getFirst().address()).process(devices.getFirst().prekeys());
  }

  CiphertextMessage write(Correspondent to, String text) throws Exception {
    return new SessionCipher(store, to.address()).encrypt(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the serialized bytes of a message, as they would come out of a mailbox. */
  String read(Correspondent from, CiphertextMessage message) throws Exception {
    SessionCipher cipher = new SessionCipher(store, from.address());
    byte[] plaintext =
        message.getType() == CiphertextMessage.PREKEY_TYPE
            ? cipher.decrypt(new PreKeySignalMessage(message.serialize()))
            : cipher.decrypt(new SignalMessage(message.serialize()));
    return new String(plaintext, StandardCharsets.UTF_8);
  }
}
