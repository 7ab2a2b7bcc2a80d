package org.cinemarefund.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Both sides' keys: the merchant's, which the product signs with, and the platform's, which stay here. Made at the first start
 * and found again afterwards; files are for their owner only.
 */
public final class SandboxKeys {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String HEX = "0123456789ABCDEF";
    private static final String DIGITS = "0123456789";
    private static final Duration CERTIFICATE_LIFETIME = Duration.ofDays(5 * 365);

    private final Path directory;
    private final SigningMode mode;
    private final Properties account;
    private final KeyPair merchant;
    private final KeyPair platform;
    private final KeyPair certified;
    private final X509Certificate certificate;

    /** @param serial what {@code Wechatpay-Serial} says */
    public record Seal(String serial, String signature) {}

    private SandboxKeys(Path directory, SigningMode mode, Clock clock) throws IOException {
        this.directory = directory;
        this.mode = mode;
        this.account = account();
        var platformSide = CompletableFuture.supplyAsync(() -> keyPair("wechatpay-private-key.pem"));
        this.merchant = keyPair("merchant-private-key.pem");
        this.platform = platformSide.join();
        write(publicKeyPath(), RsaKeys.pem("PUBLIC KEY", platform.getPublic().getEncoded()));
        if (mode == SigningMode.PUBLIC_KEY) {
            this.certified = null;
            this.certificate = null;
        } else {
            this.certified = keyPair("wechatpay-certificate-private-key.pem");
            this.certificate = certificate(clock);
        }
    }

    /** Those of the directory, created where they are missing. */
    static SandboxKeys in(Path directory, SigningMode mode, Clock clock) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
            }
            return new SandboxKeys(directory, mode, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot keep its keys in " + directory, e);
        }
    }

    SandboxCredentials credentials(URI baseUrl) {
        return new SandboxCredentials(
                baseUrl,
                merchantId(),
                merchantSerialNo(),
                directory.resolve("merchant-private-key.pem"),
                account.getProperty("api-v3-key"),
                publicKeyId(),
                publicKeyPath(),
                certificate == null ? null : certificateSerialNo(),
                certificate == null ? null : certificatePath(),
                appId(),
                appSecret(),
                MessageTemplate.all());
    }

    public String merchantId() {
        return account.getProperty("merchant-id");
    }

    public String merchantSerialNo() {
        return account.getProperty("merchant-serial-no");
    }

    String appId() {
        return account.getProperty("app-id");
    }

    String appSecret() {
        return account.getProperty("app-secret");
    }

    private String publicKeyId() {
        return account.getProperty("public-key-id");
    }

    private String certificateSerialNo() {
        return certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
    }

    private Path publicKeyPath() {
        return directory.resolve("wechatpay-public-key.pem");
    }

    private Path certificatePath() {
        return directory.resolve("wechatpay-certificate.pem");
    }

    /** The platform certificate to download; null for merchants who only have the public key. */
    public X509Certificate certificate() {
        return certificate;
    }

    public boolean signedByMerchant(byte[] message, String signature) {
        return RsaKeys.verify(merchant.getPublic(), message, signature);
    }

    /** Whether a request may name this serial as the one it encrypted with. */
    public boolean isPlatformSerial(String serial) {
        return mode != SigningMode.CERTIFICATE && publicKeyId().equals(serial)
                || certificate != null && certificateSerialNo().equals(serial);
    }

    /** @param wanted the serial the request asked answers to be signed with; missing for notifications */
    public Seal seal(byte[] message, @Nullable String wanted) {
        var byCertificate =
                switch (mode) {
                    case PUBLIC_KEY -> false;
                    case CERTIFICATE -> true;
                    case SWITCHING -> !publicKeyId().equals(wanted);
                };
        var key = byCertificate ? certified : platform;
        return new Seal(
                byCertificate ? certificateSerialNo() : publicKeyId(),
                Base64.getEncoder().encodeToString(RsaKeys.sign(key.getPrivate(), message)));
    }

    /**
     * Reads a field encrypted for the platform.
     *
     * @throws GeneralSecurityException when it was not encrypted with that key, or not that way
     */
    public String decrypt(String serial, String base64) throws GeneralSecurityException {
        var key = publicKeyId().equals(serial) ? platform : certified;
        var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, key.getPrivate());
        try {
            return new String(cipher.doFinal(Base64.getDecoder().decode(base64)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not Base64", e);
        }
    }

    /** AEAD_AES_256_GCM under the API v3 key: Base64 of ciphertext and tag. */
    public String encrypt(String associatedData, String nonce, byte[] plain) {
        try {
            var key = account.getProperty("api-v3-key").getBytes(StandardCharsets.US_ASCII);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(128, nonce.getBytes(StandardCharsets.US_ASCII)));
            cipher.updateAAD(associatedData.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(cipher.doFinal(plain));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String nonce(int length) {
        return random(ALPHANUMERIC, length);
    }

    private Properties account() throws IOException {
        var file = directory.resolve("account.properties");
        var values = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                values.load(in);
            }
            return values;
        }
        values.setProperty("merchant-id", "1900" + random(DIGITS, 6));
        // No leading zero: a serial is a positive number and some print it without.
        values.setProperty("merchant-serial-no", "5" + random(HEX, 39));
        values.setProperty("api-v3-key", random(ALPHANUMERIC, 32));
        values.setProperty("public-key-id", "PUB_KEY_ID_0" + random(DIGITS, 33));
        values.setProperty("app-id", "wx" + random(HEX, 16).toLowerCase(Locale.ROOT));
        values.setProperty("app-secret", random(HEX, 32).toLowerCase(Locale.ROOT));
        var text = new StringBuilder();
        values.stringPropertyNames().stream().sorted().forEach(value -> text.append(value)
                .append('=')
                .append(values.getProperty(value))
                .append('\n'));
        write(file, text.toString());
        return values;
    }

    private KeyPair keyPair(String name) {
        try {
            var file = directory.resolve(name);
            if (Files.exists(file)) {
                return RsaKeys.fromPem(Files.readString(file));
            }
            var made = RsaKeys.generate();
            write(file, RsaKeys.pem("PRIVATE KEY", made.getPrivate().getEncoded()));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private X509Certificate certificate(Clock clock) throws IOException {
        try {
            if (!Files.exists(certificatePath())) {
                var from = clock.instant();
                var der = SelfSignedCertificate.der(
                        certified,
                        new BigInteger("6" + random(HEX, 39), 16),
                        "Tenpay.com Sandbox Root",
                        from,
                        from.plus(CERTIFICATE_LIFETIME));
                write(certificatePath(), RsaKeys.pem("CERTIFICATE", der));
            }
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificatePath())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            // Created with its permissions, so that there is no moment in which others can read it.
            Files.createFile(file, ownerOnly(file, "rw-------"));
        }
        Files.writeString(file, text);
    }

    static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static String random(String alphabet, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
