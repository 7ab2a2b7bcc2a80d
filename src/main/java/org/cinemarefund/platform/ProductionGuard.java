package org.cinemarefund.platform;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.env.PropertyResolver;

/**
 * What keeps a production node from starting. Everything that is wrong is found at once, so that an operator does not learn it one
 * start at a time; no message repeats a secret.
 */
final class ProductionGuard {
    static final List<String> REQUIRED = List.of(
            "spring.datasource.url",
            "spring.datasource.username",
            "spring.datasource.password",
            "refund.wechat.pay.mch-id",
            "refund.wechat.pay.merchant-serial-no",
            "refund.wechat.pay.private-key-path",
            "refund.wechat.pay.api-v3-key",
            "refund.wechat.pay.public-key-id",
            "refund.wechat.pay.public-key-path",
            "refund.wechat.pay.notify-url",
            "refund.wechat.mini-program.app-id",
            "refund.wechat.mini-program.secret",
            "refund.session.secret",
            "refund.internal.username",
            "refund.internal.password",
            "refund.admin.username",
            "refund.admin.password");

    /** What stands in the example of a settings file; passwords are told apart by {@link #SAMPLES}. */
    private static final String TO_FILL_IN = "change-me";

    /** From our samples, from everybody's first guess, and from the settings file where it still has to be filled in. */
    private static final Set<String> SAMPLES = Set.of(
            "demo",
            "demodemo",
            "admin",
            "administrator",
            "password",
            "password1",
            "passw0rd",
            "camunda",
            "camunda-admin",
            "order-system",
            "order-system-local",
            "changeit",
            "changeme",
            TO_FILL_IN,
            "postgres",
            "secret",
            "sample",
            "12345678",
            "123456789",
            "1234567890",
            "qwertyui",
            "00000000",
            "11111111",
            "88888888");

    private static final String PRIVATE_KEY = "refund.wechat.pay.private-key-path";
    private static final String READABLE_KEYS = "refund.wechat.pay.accept-readable-keys";

    private static final String NOTIFY_URL = "refund.wechat.pay.notify-url";
    private static final int LONGEST_NOTIFY_URL = 256;

    private static final int SHORTEST_PASSWORD = 8;
    private static final int SHORTEST_STAFF_PASSWORD = 10;
    private static final int API_V3_KEY_BYTES = 32;
    private static final int SESSION_SECRET_BYTES = 32;

    private final PropertyResolver settings;
    private final List<String> faults = new ArrayList<>();

    private ProductionGuard(PropertyResolver settings) {
        this.settings = settings;
    }

    /** Sentences about what is missing or unsafe; empty when the node may start. */
    static List<String> faults(PropertyResolver settings) {
        var guard = new ProductionGuard(settings);
        guard.inspect();
        return List.copyOf(guard.faults);
    }

    /** What is allowed but should be known. */
    static List<String> warnings(PropertyResolver settings) {
        var warnings = new ArrayList<String>();
        if (value(settings, "spring.flyway.user").isEmpty()) {
            warnings.add(
                    "One database role does everything: set spring.flyway.user and spring.flyway.password to an owner role,"
                            + " so that the role of spring.datasource.username needs no right to change tables.");
        }
        value(settings, PRIVATE_KEY)
                .filter(KeyFile::isWorldReadable)
                .ifPresent(path -> warnings.add(PRIVATE_KEY + " is world-readable: everybody on this machine may read "
                        + path + ", which " + READABLE_KEYS + "=true accepts."));
        return List.copyOf(warnings);
    }

    /**
     * Which of the two ways to run was chosen, or why that cannot be told. A misspelt {@code production} must not become a
     * production without its guard.
     */
    static Optional<String> profileFault(List<String> profiles) {
        var local = profiles.contains("local");
        var production = profiles.contains("production");
        if (local && production) {
            return Optional.of("The profiles local and production exclude each other; choose one of them.");
        }
        if (!local && !production) {
            return Optional.of("The profiles are " + profiles
                    + ", but one of them must be local or production: set spring.profiles.active=production.");
        }
        return Optional.empty();
    }

    private void inspect() {
        REQUIRED.forEach(this::required);
        value("spring.datasource.url").ifPresent(url -> database("spring.datasource.url", url));
        value("spring.flyway.url").ifPresent(url -> database("spring.flyway.url", url));
        databasePasswords();
        password("refund.internal.username", "refund.internal.password");
        password("refund.admin.username", "refund.admin.password");
        staffPassword("refund.admin.username", "refund.admin.password");
        metrics();
        value(PRIVATE_KEY).ifPresent(path -> key(PRIVATE_KEY, path, true));
        value(PRIVATE_KEY).ifPresent(this::readers);
        value("refund.wechat.pay.public-key-path")
                .ifPresent(path -> key("refund.wechat.pay.public-key-path", path, false));
        value("refund.wechat.pay.api-v3-key")
                .filter(text -> bytes(text) != API_V3_KEY_BYTES)
                .ifPresent(text -> faults.add(
                        "refund.wechat.pay.api-v3-key must have exactly 32 bytes; it has " + bytes(text) + "."));
        value("refund.session.secret").ifPresent(this::sessionSecret);
        List.of("refund.wechat.pay.base-url", "refund.wechat.mini-program.base-url", NOTIFY_URL)
                .forEach(name -> value(name).ifPresent(url -> address(name, url)));
    }

    private void required(String name) {
        if (value(name).isEmpty()) {
            faults.add(name + " is missing.");
        } else if (value(name).get().equalsIgnoreCase(TO_FILL_IN) && !name.endsWith("password")) {
            faults.add(name + " still has to be filled in.");
        }
    }

    private void database(String name, String url) {
        if (!url.startsWith("jdbc:postgresql:")) {
            faults.add(name
                    + " must be a PostgreSQL address (jdbc:postgresql://…); H2 and others are not for production.");
            return;
        }
        var database = PostgresAddress.of(url);
        if (!database.isEncrypted() && !database.isOnThisMachine()) {
            faults.add(name
                    + " must say sslmode=verify-full (at least require): the database is on another machine and the"
                    + " connection would not be encrypted.");
        }
        if (database.trustsAnyCertificate()) {
            faults.add(name + " must not name the NonValidatingFactory: it trusts any certificate.");
        }
    }

    /** A database that only this machine can reach may be a throw-away one; what it is asked for must still be said. */
    private void databasePasswords() {
        var addresses = List.of("spring.datasource.url", "spring.flyway.url");
        if (addresses.stream().flatMap(name -> value(name).stream()).allMatch(ProductionGuard::isOnThisMachine)) {
            return;
        }
        password("spring.datasource.username", "spring.datasource.password");
        password("spring.flyway.user", "spring.flyway.password");
    }

    private static boolean isOnThisMachine(String url) {
        return url.startsWith("jdbc:postgresql:") && PostgresAddress.of(url).isOnThisMachine();
    }

    private void password(String usernameName, String passwordName) {
        var password = value(passwordName);
        if (password.isEmpty()) {
            return;
        }
        var username = value(usernameName).orElse("");
        if (password.get().equalsIgnoreCase(username)) {
            faults.add(passwordName + " is the same as the user name.");
        } else if (SAMPLES.contains(password.get().toLowerCase(Locale.ROOT))) {
            faults.add(passwordName + " is a sample or default password.");
        } else if (password.get().length() < SHORTEST_PASSWORD) {
            faults.add(passwordName + " is shorter than " + SHORTEST_PASSWORD + " characters.");
        }
    }

    /** What the engine asks of every member of the staff too; found here, it does not end a start with a stack trace. */
    private void staffPassword(String usernameName, String passwordName) {
        value(passwordName).map(text -> text.toLowerCase(Locale.ROOT)).ifPresent(password -> {
            if (SAMPLES.contains(password)) {
                return;
            }
            if (password.length() >= SHORTEST_PASSWORD && password.length() < SHORTEST_STAFF_PASSWORD) {
                faults.add(passwordName + " is shorter than " + SHORTEST_STAFF_PASSWORD + " characters.");
            }
            value(usernameName)
                    .map(text -> text.toLowerCase(Locale.ROOT))
                    .filter(text -> text.length() > 2 && !password.equals(text) && password.contains(text))
                    .ifPresent(text -> faults.add(passwordName + " contains the user name."));
        });
    }

    private void metrics() {
        var names = List.of("refund.metrics.username", "refund.metrics.password");
        if (names.stream().filter(name -> value(name).isPresent()).count() == 1) {
            faults.add("refund.metrics.username and refund.metrics.password belong together; set both or neither.");
        }
        password(names.get(0), names.get(1));
    }

    private void key(String name, String path, boolean isPrivate) {
        KeyFile.fault(path, isPrivate).ifPresent(fault -> faults.add(name + " " + fault));
    }

    /** An orchestrator may mount it so that nobody here can change its mode; that has to be said. */
    private void readers(String privateKey) {
        var accepted = value(READABLE_KEYS).orElse("false").toLowerCase(Locale.ROOT);
        if (!accepted.equals("true") && !accepted.equals("false")) {
            faults.add(READABLE_KEYS + " must be true or false.");
        }
        if (!accepted.equals("true") && KeyFile.isWorldReadable(privateKey)) {
            faults.add(PRIVATE_KEY + " names a private key that everybody on this machine may read: chmod o-r "
                    + privateKey + ", or set " + READABLE_KEYS + "=true where its mode cannot be changed.");
        }
    }

    private void sessionSecret(String secret) {
        if (bytes(secret) < SESSION_SECRET_BYTES) {
            faults.add("refund.session.secret must have at least 32 bytes; it has " + bytes(secret) + ".");
        }
    }

    private void address(String name, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            faults.add(name + " is not an address.");
            return;
        }
        if (uri.getScheme() == null || uri.getHost() == null) {
            faults.add(name + " must be a whole address such as https://example.com/….");
            return;
        }
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && Loopback.is(uri.getHost()))) {
            faults.add(name + " must be https; anything else is only allowed as http to a loopback address.");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
            faults.add(name + " must have no query, fragment or user.");
        }
        if (name.equals(NOTIFY_URL) && text.length() > LONGEST_NOTIFY_URL) {
            faults.add(name + " must have at most " + LONGEST_NOTIFY_URL + " characters: WeChat takes no more.");
        }
    }

    private Optional<String> value(String name) {
        return value(settings, name);
    }

    /** A placeholder that cannot be filled in is as good as nothing. */
    private static Optional<String> value(PropertyResolver settings, String name) {
        try {
            return Optional.ofNullable(settings.getProperty(name)).filter(text -> !text.isBlank());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Where a PostgreSQL URL leads and whether what is said on the way can be overheard. */
    private record PostgresAddress(List<String> hosts, List<String> parameters) {
        private static final Set<String> ENCRYPTED = Set.of("require", "verify-ca", "verify-full");

        static PostgresAddress of(String url) {
            var rest = url.substring("jdbc:postgresql:".length());
            var question = rest.indexOf('?');
            var parameters = question < 0
                    ? List.<String>of()
                    : Arrays.asList(rest.substring(question + 1).split("&"));
            var path = question < 0 ? rest : rest.substring(0, question);
            // Without a host, or with an empty one, the driver takes localhost.
            if (!path.startsWith("//")) {
                return new PostgresAddress(List.of("localhost"), parameters);
            }
            var slash = path.indexOf('/', 2);
            var authority = slash < 0 ? path.substring(2) : path.substring(2, slash);
            var hosts = Arrays.stream(authority.split(","))
                    .map(host -> host.replaceFirst(":\\d+$", ""))
                    .map(host -> host.isEmpty() ? "localhost" : host)
                    .toList();
            return new PostgresAddress(hosts, parameters);
        }

        boolean isEncrypted() {
            var modes = parameters.stream()
                    .filter(text -> text.startsWith("sslmode="))
                    .map(text -> text.substring("sslmode=".length()))
                    .toList();
            return !modes.isEmpty() && ENCRYPTED.containsAll(modes);
        }

        boolean trustsAnyCertificate() {
            return parameters.stream()
                    .anyMatch(text -> text.startsWith("sslfactory=") && text.contains("NonValidating"));
        }

        boolean isOnThisMachine() {
            return hosts.stream().allMatch(Loopback::is);
        }
    }
}
