package org.cinemarefund.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** Looks at a key file before anything depends on it. Never tells what is in it. */
final class KeyFile {
    private static final int SHORTEST_KEY_BITS = 2048;

    private KeyFile() {}

    /** What is wrong with it, to be read after the setting's name; empty when it can be used. */
    static Optional<String> fault(String location, boolean isPrivate) {
        Path path;
        try {
            path = path(location);
        } catch (InvalidPathException e) {
            return Optional.of("is not a path.");
        }
        if (!Files.isRegularFile(path)) {
            return Optional.of("names a file that does not exist: " + path + ".");
        }
        if (!Files.isReadable(path)) {
            return Optional.of("names a file that this user may not read: " + path + ".");
        }
        try {
            return contentFault(Files.readString(path), isPrivate);
        } catch (IOException e) {
            return Optional.of("names a file that cannot be read: " + path + ".");
        }
    }

    /** Whether everybody on this machine may read it (0644); false where there is no such file or no such modes. */
    static boolean isWorldReadable(String location) {
        try {
            return Files.getPosixFilePermissions(path(location)).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | InvalidPathException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static Path path(String location) {
        return Path.of(location.startsWith("file:") ? location.substring("file:".length()) : location);
    }

    private static Optional<String> contentFault(String pem, boolean isPrivate) {
        if (pem.contains("BEGIN RSA PRIVATE KEY")) {
            return Optional.of("is a PKCS#1 key; convert it: openssl pkcs8 -topk8 -nocrypt.");
        }
        if (pem.contains("BEGIN ENCRYPTED PRIVATE KEY")) {
            return Optional.of("is encrypted; there is no setting for its pass phrase.");
        }
        if (pem.contains("BEGIN CERTIFICATE")) {
            return Optional.of("is a certificate; a key is needed.");
        }
        var expected = isPrivate ? "PRIVATE KEY" : "PUBLIC KEY";
        var begin = "-----BEGIN " + expected + "-----";
        var end = "-----END " + expected + "-----";
        var from = pem.indexOf(begin);
        var to = pem.indexOf(end);
        if (from < 0 || to < from) {
            return Optional.of("is not a PEM file with a " + expected + ".");
        }
        try {
            var encoded = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
            var rsa = KeyFactory.getInstance("RSA");
            var key = (RSAKey)
                    (isPrivate
                            ? rsa.generatePrivate(new PKCS8EncodedKeySpec(encoded))
                            : rsa.generatePublic(new X509EncodedKeySpec(encoded)));
            return key.getModulus().bitLength() < SHORTEST_KEY_BITS
                    ? Optional.of("is an RSA key of fewer than " + SHORTEST_KEY_BITS + " bits.")
                    : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.of("is not an RSA key.");
        }
    }
}
