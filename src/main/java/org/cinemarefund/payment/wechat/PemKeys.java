package org.cinemarefund.payment.wechat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;

/** Reads the key files a merchant was given. Every complaint is a sentence that begins with the setting to look at. */
final class PemKeys {
    private static final int SMALLEST_KEY_BITS = 2048;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private PemKeys() {}

    /** The private key of the merchant API certificate ({@code apiclient_key.pem}, PKCS#8). */
    static PrivateKey privateKey(String setting, Path path) {
        var der = der(setting, path, "PRIVATE KEY");
        try {
            return longEnough(setting, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(setting + ": " + path + " does not hold an RSA private key in PKCS#8", e);
        }
    }

    /** WeChat Pay's public key ({@code pub_key.pem}, X.509 SubjectPublicKeyInfo). */
    static PublicKey publicKey(String setting, Path path) {
        var der = der(setting, path, "PUBLIC KEY");
        try {
            return longEnough(setting, KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(setting + ": " + path + " does not hold an RSA public key", e);
        }
    }

    static X509Certificate certificate(byte[] pem) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    private static byte[] der(String setting, Path path, String label) {
        if (path == null || path.toString().isBlank()) {
            throw new IllegalStateException(setting + " is not set");
        }
        String text;
        try {
            text = Files.readString(path);
        } catch (IOException e) {
            throw new IllegalStateException(
                    setting + ": " + path + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        var pem = PEM.matcher(text);
        if (!pem.find() || !pem.group(1).equals(label)) {
            throw new IllegalStateException(
                    setting + ": " + path + " is not a PEM file with a '" + label + "' section");
        }
        try {
            return Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(setting + ": " + path + " is not valid Base64", e);
        }
    }

    private static <T> T longEnough(String setting, T key) {
        var bits = ((RSAKey) key).getModulus().bitLength();
        if (bits < SMALLEST_KEY_BITS) {
            throw new IllegalStateException(setting + ": an RSA key of " + bits + " bits is too short");
        }
        return key;
    }
}
