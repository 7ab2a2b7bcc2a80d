package org.cinemarefund.payment.wechat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.mockwebserver.MockResponse;

/** WeChat Pay's side of the cryptography, written from the protocol and not from our client. */
final class WechatDouble {
    static final String MCH_ID = "1900000100";
    static final String MERCHANT_SERIAL = "3775B6A45ACD588826D15E583A95F5DD00000001";
    static final String PUBLIC_KEY_ID = "PUB_KEY_ID_0119000001002026112300000000000001";
    static final String CERTIFICATE_SERIAL = "5157F09EFDC096DE15EBE81A47057A7200000002";
    static final String API_V3_KEY = "0123456789abcdefghijklmnopqrstuv";
    static final KeyPair MERCHANT = keyPair();
    static final KeyPair WECHAT = keyPair();
    static final KeyPair CERTIFICATE = keyPair();

    private WechatDouble() {}

    /** The headers of a message signed with the public key's private half. */
    static Map<String, String> sign(byte[] body, Instant at) {
        return sign(body, at, PUBLIC_KEY_ID, WECHAT.getPrivate());
    }

    static Map<String, String> sign(byte[] body, Instant at, String serial, PrivateKey key) {
        var timestamp = String.valueOf(at.getEpochSecond());
        var nonce = "c5ac7061fccab6bf3e254dcf98995b8c";
        var message = new ByteArrayOutputStream();
        message.writeBytes((timestamp + "\n" + nonce + "\n").getBytes(StandardCharsets.UTF_8));
        message.writeBytes(body);
        message.write('\n');
        var headers = new LinkedHashMap<String, String>();
        headers.put("Wechatpay-Timestamp", timestamp);
        headers.put("Wechatpay-Nonce", nonce);
        headers.put("Wechatpay-Signature", rsa(key, message.toByteArray()));
        headers.put("Wechatpay-Serial", serial);
        headers.put("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048");
        return headers;
    }

    static MockResponse answer(int status, String body, Map<String, String> signature) {
        var response = new MockResponse()
                .setResponseCode(status)
                .setHeader("Content-Type", "application/json; charset=utf-8")
                .setHeader("Request-ID", "08F6F9B1A906100E18D3A6A1015820AF0128-0")
                .setBody(body);
        signature.forEach(response::setHeader);
        return response;
    }

    static MockResponse signedAnswer(int status, String body, Clock clock) {
        return answer(status, body, sign(bytes(body), clock.instant()));
    }

    static Function<String, List<String>> lookUp(Map<String, String> headers) {
        var byName = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        return name -> byName.containsKey(name) ? List.of(byName.get(name)) : List.of();
    }

    static String encrypt(String key, String associatedData, String nonce, byte[] plaintext) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(bytes(key), "AES"), new GCMParameterSpec(128, bytes(nonce)));
            cipher.updateAAD(bytes(associatedData));
            return Base64.getEncoder().encodeToString(cipher.doFinal(plaintext));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String rsa(PrivateKey key, byte[] message) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(message);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean verifies(PublicKey key, byte[] message, String base64) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(Base64.getDecoder().decode(base64));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, bytes("\n")).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    static KeyPair keyPair() {
        return keyPair(2048);
    }

    static KeyPair keyPair(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A self-signed X.509 certificate in PEM, since the JDK reads them but has no public way to make one. */
    static String certificate(String serialHex, KeyPair keys, Instant from, Instant until) {
        var rsaWithSha256 = der(0x30, new byte[] {
            0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00
        });
        var commonName = der(0x30, new byte[] {0x06, 0x03, 0x55, 0x04, 0x03}, der(0x0c, bytes("Tenpay.com")));
        var name = der(0x30, der(0x31, commonName));
        var validity = der(0x30, time(from), time(until));
        var serial = der(0x02, new BigInteger(serialHex, 16).toByteArray());
        var toBeSigned = der(
                0x30,
                serial,
                rsaWithSha256,
                name,
                validity,
                name,
                keys.getPublic().getEncoded());
        var signature = Base64.getDecoder().decode(rsa(keys.getPrivate(), toBeSigned));
        var certificate = der(0x30, toBeSigned, rsaWithSha256, der(0x03, new byte[] {0}, signature));
        return pem("CERTIFICATE", certificate);
    }

    private static byte[] time(Instant at) {
        return der(
                0x18,
                bytes(DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(at)));
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var length = content.size();
        var der = new ByteArrayOutputStream();
        der.write(tag);
        if (length < 128) {
            der.write(length);
        } else if (length < 256) {
            der.write(0x81);
            der.write(length);
        } else {
            der.write(0x82);
            der.write(length >> 8);
            der.write(length);
        }
        der.writeBytes(content.toByteArray());
        return der.toByteArray();
    }
}
