package org.cinemarefund.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Map;

/** Everything a production node needs to be told, and nothing that is unsafe. */
public final class ProductionSettings {
    private ProductionSettings() {}

    /** Writes the key files into the directory. */
    public static Map<String, String> in(Path directory, KeyPair keys) throws IOException {
        return Map.ofEntries(
                Map.entry("spring.datasource.url", "jdbc:postgresql://db.internal:5432/refund?sslmode=verify-full"),
                Map.entry("spring.datasource.username", "refund_app"),
                Map.entry("spring.datasource.password", "nR7-very-long-one"),
                Map.entry("refund.wechat.pay.mch-id", "1900000001"),
                Map.entry("refund.wechat.pay.merchant-serial-no", "5157F09EFDC096DE15EBE81A47057A72"),
                Map.entry("refund.wechat.pay.private-key-path", privateKey(directory, keys.getPrivate(), "rw-------")),
                Map.entry("refund.wechat.pay.api-v3-key", "k".repeat(32)),
                Map.entry("refund.wechat.pay.public-key-id", "PUB_KEY_ID_0119"),
                Map.entry("refund.wechat.pay.public-key-path", pem(directory, "PUBLIC KEY", keys.getPublic())),
                Map.entry("refund.wechat.pay.notify-url", "https://pay.example.com/api/wechat/refund-notifications"),
                Map.entry("refund.wechat.mini-program.app-id", "wx0000000000000001"),
                Map.entry("refund.wechat.mini-program.secret", "0123456789abcdef0123456789abcdef"),
                Map.entry("refund.session.secret", "s".repeat(32)),
                Map.entry("refund.internal.username", "tickets"),
                Map.entry("refund.internal.password", "qW3-another-long-one"),
                Map.entry("refund.admin.username", "operator"),
                Map.entry("refund.admin.password", "zX9-yet-another-one"));
    }

    static String privateKey(Path directory, Key key, String permissions) throws IOException {
        var path = pem(directory, "PRIVATE KEY", key);
        Files.setPosixFilePermissions(Path.of(path), PosixFilePermissions.fromString(permissions));
        return path;
    }

    static String pem(Path directory, String kind, Key key) throws IOException {
        var body = Base64.getMimeEncoder().encodeToString(key.getEncoded());
        var path = Files.createTempFile(directory, "key", ".pem");
        Files.writeString(path, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
        return path.toString();
    }
}
