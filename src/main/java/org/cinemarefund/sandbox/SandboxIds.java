package org.cinemarefund.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers of the sandbox that can be told in advance, so that sample data and documents may name them. */
public final class SandboxIds {
    /** Sample users log in with {@code demo-<name>-<anything>}; {@code code-<name>-<anything>} does the same. */
    private static final Pattern LOGIN_CODE = Pattern.compile("(?:demo|code)-([0-9A-Za-z_]{1,32})-[0-9A-Za-z_-]{1,64}");

    private static final Pattern SAMPLE_TRANSACTION = Pattern.compile("420099(\\d{2})\\d{20}");

    private SandboxIds() {}

    /** The 28-character openid of the sample user of that name, the same in every sandbox. */
    public static String openidOf(String name) {
        return "o"
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(sha256("openid of " + name))
                        .substring(0, 27);
    }

    /** A transaction id (28 digits) whose order plays the scenario without being told to: {@code 420099}, code, number. */
    public static String transactionId(Scenario scenario, long number) {
        return "420099%02d%020d".formatted(scenario.code(), number);
    }

    static Optional<Scenario> scenarioOf(String transactionId) {
        var sample = SAMPLE_TRANSACTION.matcher(transactionId);
        return sample.matches() ? Scenario.ofCode(Integer.parseInt(sample.group(1))) : Optional.empty();
    }

    static Optional<String> userOf(String loginCode) {
        var code = LOGIN_CODE.matcher(loginCode);
        return code.matches() ? Optional.of(code.group(1)) : Optional.empty();
    }

    /** A number of that many digits that depends on the text alone. */
    public static String digits(String text, int count) {
        var number = new java.math.BigInteger(1, sha256(text)).toString();
        return ("0".repeat(count) + number).substring(number.length());
    }

    public static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    private static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
