package org.cinemarefund.sandbox;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** A platform certificate: the few DER fields an X.509 v3 certificate cannot do without. The JDK reads but does not write them. */
final class SelfSignedCertificate {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;

    /** AlgorithmIdentifier of sha256WithRSAEncryption, with its NULL parameter. */
    private static final byte[] SHA256_WITH_RSA = HexFormat.of().parseHex("300d06092a864886f70d01010b0500");

    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private SelfSignedCertificate() {}

    static byte[] der(KeyPair keys, BigInteger serial, String name, Instant from, Instant until) {
        var subject = tlv(
                SEQUENCE,
                tlv(SET, tlv(SEQUENCE, COMMON_NAME, tlv(UTF8_STRING, name.getBytes(StandardCharsets.UTF_8)))));
        var validity = tlv(SEQUENCE, tlv(UTC_TIME, ascii(UTC.format(from))), tlv(UTC_TIME, ascii(UTC.format(until))));
        var toBeSigned = tlv(
                SEQUENCE,
                tlv(VERSION, tlv(INTEGER, new byte[] {2})),
                tlv(INTEGER, serial.toByteArray()),
                SHA256_WITH_RSA,
                subject,
                validity,
                subject,
                keys.getPublic().getEncoded());
        var signature = RsaKeys.sign(keys.getPrivate(), toBeSigned);
        return tlv(SEQUENCE, toBeSigned, SHA256_WITH_RSA, tlv(BIT_STRING, new byte[] {0}, signature));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Tag, length, value, where the value is the parts one after the other. */
    private static byte[] tlv(int tag, byte[]... parts) {
        var value = new ByteArrayOutputStream();
        for (var part : parts) {
            value.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.size() < 0x80) {
            out.write(value.size());
        } else {
            var length = BigInteger.valueOf(value.size()).toByteArray();
            var skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - skip));
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(value.toByteArray());
        return out.toByteArray();
    }
}
