package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.cinemarefund.production.IndependentWechat.Refund;
import org.springframework.util.FileSystemUtils;

/**
 * Everything around the product that is not the product: a PostgreSQL database of its own with a role of its own, WeChat, and
 * the settings a node has to be given. Beside it stands the journal of what was sold and what the product acknowledged.
 */
final class ProductionWorld implements AutoCloseable {
    static final String DATABASE_PASSWORD = "canaryDb-3fW9";
    static final String SESSION_SECRET = "canarySession-0123456789-0123456789";
    static final String INTERNAL_PASSWORD = "canaryInternal-77aQ";
    static final String ADMIN_PASSWORD = "canaryAdmin-5kT2";
    static final String CINEMA = "sz-bay";

    private static final AtomicInteger COUNT = new AtomicInteger();
    private final AtomicInteger payments = new AtomicInteger();

    private final Path directory;
    private final String database;
    private final String role;
    private final IndependentWechat wechat;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<ProductionNode> nodes = new ConcurrentLinkedQueue<>();
    private final Map<String, Sale> sales = new ConcurrentHashMap<>();

    /** An order as we sold it. */
    record Sale(String orderNo, String transactionId, String openid, long fen) {}

    /** Keys, ledger and the nodes' logs are left in {@code target/production/name} to be looked at afterwards. */
    static ProductionWorld named(String name) throws IOException {
        var directory = Path.of("target", "production", name).toAbsolutePath();
        FileSystemUtils.deleteRecursively(directory);
        return new ProductionWorld(Files.createDirectories(directory));
    }

    private ProductionWorld(Path directory) throws IOException {
        this.directory = directory;
        var number = COUNT.incrementAndGet();
        this.role = "refund_app_" + number;
        this.database = "refund_" + number;
        this.wechat = IndependentWechat.start(directory);
        Postgres.execute("postgres", "create role " + role + " login password '" + DATABASE_PASSWORD + "'");
        Postgres.execute("postgres", "create database " + database + " owner " + role);
        settings.put("spring.datasource.url", databaseUrl());
        settings.put("spring.datasource.username", role);
        settings.put("spring.datasource.password", DATABASE_PASSWORD);
        settings.put("refund.wechat.pay.mch-id", IndependentWechat.MERCHANT);
        settings.put("refund.wechat.pay.merchant-serial-no", IndependentWechat.MERCHANT_SERIAL);
        settings.put(
                "refund.wechat.pay.private-key-path",
                wechat.merchantKeyFile().getFileName().toString());
        settings.put("refund.wechat.pay.api-v3-key", IndependentWechat.API_V3_KEY);
        settings.put("refund.wechat.pay.public-key-id", IndependentWechat.PUBLIC_KEY_ID);
        settings.put("refund.wechat.pay.public-key-path", wechat.publicKeyFile().toString());
        settings.put("refund.wechat.mini-program.app-id", IndependentWechat.APP_ID);
        settings.put("refund.wechat.mini-program.secret", IndependentWechat.APP_SECRET);
        settings.put("refund.session.secret", SESSION_SECRET);
        settings.put("refund.internal.username", "tickets");
        settings.put("refund.internal.password", INTERNAL_PASSWORD);
        settings.put("refund.admin.username", "root-admin");
        settings.put("refund.admin.password", ADMIN_PASSWORD);
        // The two real hosts are played on this machine.
        settings.put("--refund.wechat.pay.base-url", wechat.baseUrl());
        settings.put("--refund.wechat.mini-program.base-url", wechat.baseUrl());
    }

    Map<String, String> settings() {
        return settings;
    }

    IndependentWechat wechat() {
        return wechat;
    }

    Path directory() {
        return directory;
    }

    String log(String node) throws IOException {
        return Files.readString(directory.resolve(node + ".log"));
    }

    String database() {
        return database;
    }

    String databaseUrl() {
        return "jdbc:postgresql://127.0.0.1:" + Postgres.SERVER.getPort() + "/" + database;
    }

    /** Starts and does not wait; WeChat's notifications go to {@code notifiedPort}. */
    ProductionNode launch(String name, int port, int notifiedPort) throws IOException {
        var told = new LinkedHashMap<>(settings);
        told.put(
                "refund.wechat.pay.notify-url",
                "http://127.0.0.1:" + notifiedPort + "/api/wechat/refund-notifications");
        var node = ProductionNode.launch(directory, name, port, told);
        nodes.add(node);
        return node;
    }

    ProductionNode start(String name) throws IOException {
        var port = ProductionNode.freePort();
        return launch(name, port, port).awaitHealthy();
    }

    /** Sells an order: WeChat has the payment, the order system tells the node. */
    Sale sell(Product product, String orderNo, String openid, long fen, Map<String, Object> facts) {
        var sale = new Sale(orderNo, "42000026%020d".formatted(payments.incrementAndGet()), openid, fen);
        wechat.paid(sale.transactionId(), fen, openid);
        product.pushOrder(sale, facts);
        sales.put(orderNo, sale);
        return sale;
    }

    /** Waits until every application has the status; reads as the moviegoers do. */
    void awaitStatus(Product product, Map<Sale, String> applications, String status, Duration atMost) {
        var open = new HashMap<>(applications);
        Awaitility.await(applications.size() + " applications are " + status)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    open.entrySet()
                            .removeIf(entry -> status.equals(
                                    product.application(entry.getKey().openid(), entry.getValue())
                                            .path("status")
                                            .asText()));
                    assertThat(open.values()).isEmpty();
                });
    }

    /**
     * Both ways: what the product says was credited is there once, with the right amount, to the right payment; and of the
     * orders whose number begins so nothing else is there.
     */
    void ledgerAgrees(Product product, String orders, Map<Sale, String> credited) {
        assertThat(wechat.violations()).isEmpty();
        for (var entry : credited.entrySet()) {
            var application = product.application(entry.getKey().openid(), entry.getValue());
            assertThat(application.path("status").asText()).isEqualTo("REFUNDED");
            var fen = application.path("refundAmount").longValue();
            assertThat(wechat.refundsOf(entry.getKey().transactionId()))
                    .as("refunds of order %s", entry.getKey().orderNo())
                    .singleElement()
                    .matches(wechat::isSuccess)
                    .returns(fen, Refund::refund)
                    .returns(entry.getKey().fen(), Refund::total);
        }
        var sold = sales.values().stream()
                .filter(sale -> sale.orderNo().startsWith(orders))
                .map(Sale::transactionId)
                .collect(Collectors.toSet());
        assertThat(wechat.refunds().stream().map(Refund::transactionId).filter(sold::contains))
                .containsExactlyInAnyOrderElementsOf(
                        credited.keySet().stream().map(Sale::transactionId).toList());
        assertThat(wechat.ledger().stream()
                        .collect(Collectors.groupingBy(IndependentWechat.Entry::outRefundNo))
                        .values())
                .as("each number was always sent with the same bytes")
                .allSatisfy(entries -> assertThat(entries.stream()
                                .map(IndependentWechat.Entry::bodyHash)
                                .distinct()
                                .toList())
                        .hasSize(1));
    }

    /** What must never be in a log: secrets, and who the moviegoers are. */
    List<String> canaries() {
        var canaries = new ArrayList<>(
                List.of(DATABASE_PASSWORD, SESSION_SECRET, INTERNAL_PASSWORD, ADMIN_PASSWORD, "canary-openid"));
        canaries.addAll(wechat.secrets());
        return canaries;
    }

    @Override
    public void close() {
        nodes.forEach(ProductionNode::close);
        wechat.close();
    }

    /** One server for all databases of a run; stops with the JVM. */
    static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private Postgres() {}

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static void execute(String database, String sql) {
            try (var connection = SERVER.getDatabase("postgres", database).getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        static List<String> strings(String database, String sql) {
            try (var connection = SERVER.getDatabase("postgres", database).getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                var strings = new ArrayList<String>();
                while (rows.next()) {
                    strings.add(rows.getString(1));
                }
                return strings;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        static long count(String database, String sql) {
            try (var connection = SERVER.getDatabase("postgres", database).getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
