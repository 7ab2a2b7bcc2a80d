package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.SandboxKeys;
import org.cinemarefund.scenario.RawExchange.Tempo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything we could think of that is not WeChat's word about our refund, over real sockets: none of it is accepted, none is a
 * fault of ours, and none of it is repeated in an answer or in the log.
 */
class ForgedNotificationsTest extends CallbackScenario {
    private static final int KINDS_AT_LEAST = 90;
    private static final int LONGEST_LINE = 1024;
    private static final int LONGEST_ANSWER = 512;
    private static final String SIGNATURE = "Wechatpay-Signature";
    private static final String TIMESTAMP = "Wechatpay-Timestamp";
    private static final String NONCE = "Wechatpay-Nonce";
    private static final String SERIAL = "Wechatpay-Serial";
    private static final String TYPE = "Wechatpay-Signature-Type";
    private static final List<String> HEADERS = List.of(SIGNATURE, TIMESTAMP, NONCE, SERIAL, TYPE);
    /** The connection was closed without an answer. */
    private static final int CUT = 0;

    private static final AtomicInteger MINUTES = new AtomicInteger();

    /**
     * @param statuses what it may be answered with
     * @param fail answered by us, so with the code FAIL; otherwise by the server, which could not make a request of it
     * @param verdict with which it is stored; null when it is not
     */
    private record Forgery(
            String name,
            BiFunction<ForgedNotificationsTest, Notification, RawExchange> exchange,
            Set<Integer> statuses,
            boolean fail,
            String verdict) {

        @Override
        public String toString() {
            return name;
        }
    }

    // --- kinds of kinds

    /** A genuine notification, but for what is done to it on its way. */
    private static Forgery onTheWay(String name, Consumer<RawExchange> change, Integer... statuses) {
        return new Forgery(
                name,
                (test, notification) -> {
                    var letter = test.letter(notification.body());
                    change.accept(letter);
                    return letter;
                },
                statuses.length == 0 ? Set.of(401) : Set.of(statuses),
                true,
                null);
    }

    /** So broken that the server answers, or answers that there is nothing. */
    private static Forgery beforeUs(String name, Consumer<RawExchange> change, Integer... statuses) {
        var forgery = onTheWay(name, change, statuses);
        return new Forgery(name, forgery.exchange, forgery.statuses, false, null);
    }

    private static Forgery signature(String name, UnaryOperator<String> change) {
        return onTheWay(name, letter -> letter.set(SIGNATURE, change.apply(letter.value(SIGNATURE))));
    }

    /** Properly signed, together with this text for a time. */
    private static Forgery time(String name, BiFunction<ForgedNotificationsTest, Long, String> timestamp) {
        return new Forgery(
                name,
                (test, notification) -> {
                    var text = timestamp.apply(test, test.clock.instant().getEpochSecond());
                    var body = notification.body();
                    return signed(new RawExchange(PATH, body), test.signature(body, text, SandboxKeys.nonce(32)));
                },
                Set.of(401),
                true,
                null);
    }

    private static Forgery nonce(String name, String nonce) {
        return new Forgery(
                name,
                (test, notification) -> {
                    var body = notification.body();
                    var now = Long.toString(test.clock.instant().getEpochSecond());
                    return signed(new RawExchange(PATH, body), test.signature(body, now, nonce));
                },
                Set.of(401),
                true,
                null);
    }

    private static RawExchange signed(RawExchange letter, java.util.Map<String, String> headers) {
        letter.header("Content-Type", "application/json");
        headers.forEach(letter::header);
        return letter;
    }

    /** Properly signed, and this is the body. */
    private static Forgery body(
            String name, BiFunction<ForgedNotificationsTest, Notification, byte[]> body, int... is) {
        var statuses = is.length == 0 ? Set.of(400) : IntStream.of(is).boxed().collect(Collectors.toSet());
        return new Forgery(
                name, (test, notification) -> test.letter(body.apply(test, notification)), statuses, true, null);
    }

    private static Forgery text(String name, UnaryOperator<String> envelope) {
        return body(
                name,
                (test, notification) ->
                        bytes(envelope.apply(notification.envelope().toString())));
    }

    private static Forgery envelope(String name, Consumer<ObjectNode> change) {
        return body(name, (test, notification) -> {
            var envelope = notification.envelope();
            change.accept(envelope);
            return bytes(envelope.toString());
        });
    }

    private static Forgery resource(String name, Consumer<ObjectNode> change) {
        return envelope(name, node -> change.accept((ObjectNode) node.get("resource")));
    }

    /** Properly signed and encrypted, and this is what was. */
    private static Forgery sealed(String name, UnaryOperator<String> facts) {
        return body(
                name,
                (test, notification) -> bytes(notification
                        .envelope(bytes(facts.apply(notification.resource.toString())))
                        .toString()));
    }

    private static Forgery fact(String name, Consumer<ObjectNode> change) {
        return body(name, (test, notification) -> {
            change.accept(notification.resource);
            return notification.body();
        });
    }

    private static Forgery amount(String name, Consumer<ObjectNode> change) {
        return fact(name, node -> change.accept((ObjectNode) node.get("amount")));
    }

    /** All is well but what it says is not about our refund: kept, and somebody looks. */
    private static Forgery notOurs(String name, String verdict, Consumer<Notification> change) {
        return new Forgery(
                name,
                (test, notification) -> {
                    change.accept(notification);
                    return test.letter(notification.body());
                },
                Set.of(204),
                false,
                verdict);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // --- the kinds

    static List<Forgery> forgeries() {
        return Stream.of(signatures(), times(), bodies(), resources(), facts(), strangers(), doors())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Forgery> signatures() {
        var all = new ArrayList<>(List.of(
                signature("signature: one bit flipped", text -> flipped(text, 100)),
                signature("signature: last byte gone", text -> text.substring(0, text.length() - 4)),
                signature("signature: half of it", text -> text.substring(0, text.length() / 2)),
                signature("signature: not a multiple of four", text -> text.substring(1)),
                signature("signature: twice", text -> text + text),
                signature("signature: two with a comma", text -> text + "," + text),
                signature("signature: not Base64", text -> "*".repeat(344)),
                signature("signature: URL-safe Base64", text -> "-_" + text.substring(2)),
                signature("signature: a blank inside", text -> text.substring(0, 99) + " " + text.substring(99)),
                signature("signature: hexadecimal", text -> "0a".repeat(256)),
                signature("signature: empty", text -> ""),
                signature("signature: the word null", text -> "null"),
                signature("signature: zeros", text -> base64(new byte[256])),
                signature("signature: one byte", text -> "QQ=="),
                signature("signature: 10,000 characters", text -> "A".repeat(10_000)),
                signature("signature: WeChat's probe", text -> "WECHATPAY/SIGNTEST/" + text.substring(19)),
                signature("signature: nothing but the probe's prefix", text -> "WECHATPAY/SIGNTEST/"),
                signature("signature: not ASCII", text -> "\u00e9" + text.substring(1)),
                signature("signature: a tab inside", text -> text.substring(0, 9) + "\t" + text.substring(9)),
                new Forgery(
                        "signature: of somebody else's key",
                        (test, notification) -> {
                            var body = notification.body();
                            var letter = test.letter(body);
                            return letter.set(
                                    SIGNATURE, bySomebodyElse(letter.value(TIMESTAMP), letter.value(NONCE), body));
                        },
                        Set.of(401),
                        true,
                        null),
                onTheWay(
                        "serial: another public key",
                        exchange -> exchange.set(SERIAL, "PUB_KEY_ID_0" + "9".repeat(33))),
                onTheWay("serial: an unknown certificate", exchange -> exchange.set(SERIAL, "6" + "A".repeat(39))),
                onTheWay("serial: a path", exchange -> exchange.set(SERIAL, "../../etc/passwd")),
                onTheWay("serial: empty", exchange -> exchange.set(SERIAL, "")),
                onTheWay(
                        "serial: in lower case",
                        exchange -> exchange.set(SERIAL, exchange.value(SERIAL).toLowerCase(java.util.Locale.ROOT))),
                onTheWay("type: another algorithm", exchange -> exchange.set(TYPE, "WECHATPAY2-SM2-WITH-SM3")),
                onTheWay("type: empty", exchange -> exchange.set(TYPE, "")),
                onTheWay("type: none, in words", exchange -> exchange.set(TYPE, "none")),
                onTheWay(
                        "no header at all",
                        exchange -> exchange.headers.removeIf(header -> !header[0].equals("Content-Type"))),
                onTheWay(
                        "headers with underscores",
                        exchange -> exchange.headers.forEach(
                                h -> h[0] = h[0].startsWith("W") ? h[0].replace('-', '_') : h[0])),
                onTheWay("headers in the query", exchange -> {
                    exchange.target = PATH + "?" + SIGNATURE + "=1&" + TIMESTAMP + "=2";
                    HEADERS.forEach(exchange::without);
                }),
                onTheWay("a session's token instead", exchange -> {
                    HEADERS.forEach(exchange::without);
                    exchange.header("Authorization", "Bearer abc.def.ghi");
                }),
                onTheWay(
                        "body: one byte changed after it was signed",
                        exchange -> exchange.body[exchange.body.length / 2] ^= 1),
                onTheWay(
                        "body: a blank added after it was signed",
                        exchange -> exchange.body = bytes(" " + new String(exchange.body, StandardCharsets.UTF_8))),
                onTheWay("body: gone after it was signed", exchange -> exchange.body = new byte[0]),
                onTheWay(
                        "time: changed after it was signed",
                        exchange ->
                                exchange.set(TIMESTAMP, Long.toString(Long.parseLong(exchange.value(TIMESTAMP)) + 1))),
                onTheWay(
                        "nonce: changed after it was signed",
                        exchange -> exchange.set(NONCE, otherThan(exchange.value(NONCE)))),
                nonce("nonce: empty", ""),
                nonce("nonce: a blank inside", "a b"),
                nonce("nonce: 1,025 characters", "n".repeat(1025)),
                beforeUs("headers of 20 KB", exchange -> exchange.header("X-Padding", "x".repeat(20_000)), 400, 431),
                beforeUs(
                        "a header folded over two lines",
                        exchange -> exchange.set(
                                SIGNATURE,
                                exchange.value(SIGNATURE).substring(0, 50) + "\r\n "
                                        + exchange.value(SIGNATURE).substring(50)),
                        400,
                        401),
                beforeUs("a line break in the nonce", exchange -> exchange.set(NONCE, "a\nb"), 400, 401),
                beforeUs("a zero byte in a header", exchange -> exchange.set(NONCE, "a\0b"), 400, 401),
                beforeUs(
                        "a blank before the colon",
                        exchange -> exchange.headers.forEach(h -> h[0] = h[0].equals(NONCE) ? NONCE + " " : h[0]),
                        400,
                        401)));
        for (var header : List.of(SIGNATURE, TIMESTAMP, NONCE, SERIAL)) {
            all.add(onTheWay("without " + header, exchange -> exchange.without(header)));
        }
        for (var header : HEADERS) {
            all.add(onTheWay("twice " + header, exchange -> exchange.header(header, exchange.value(header))));
        }
        return all;
    }

    private static List<Forgery> times() {
        return List.of(
                time("time: 300 s ago", (test, now) -> "" + (now - 300)),
                time("time: 301 s ago", (test, now) -> "" + (now - 301)),
                time("time: 300 s ahead", (test, now) -> "" + (now + 300)),
                time("time: 301 s ahead", (test, now) -> "" + (now + 301)),
                time("time: a day ahead", (test, now) -> "" + (now + 86_400)),
                time("time: ten years ago", (test, now) -> "" + (now - 315_360_000)),
                time("time: zero", (test, now) -> "0"),
                time("time: in milliseconds", (test, now) -> now + "000"),
                time("time: a word", (test, now) -> "abc"),
                time("time: empty", (test, now) -> ""),
                time("time: negative", (test, now) -> "-" + now),
                time("time: with a plus", (test, now) -> "+" + now),
                time("time: with a fraction", (test, now) -> now + ".0"),
                time("time: with an exponent", (test, now) -> "1e9"),
                time("time: beyond any number", (test, now) -> "9".repeat(40)),
                time("time: hexadecimal", (test, now) -> "0x" + Long.toHexString(now)),
                time("time: a date", (test, now) -> test.clock.instant().toString()));
    }

    private static List<Forgery> bodies() {
        return List.of(
                body("body: empty", (test, notification) -> new byte[0]),
                body("body: a blank", (test, notification) -> bytes(" ")),
                body("body: not JSON", (test, notification) -> bytes("退款成功")),
                body("body: a list", (test, notification) -> bytes("[" + notification.envelope() + "]")),
                body("body: null", (test, notification) -> bytes("null")),
                body("body: a number", (test, notification) -> bytes("1")),
                body("body: a text", (test, notification) -> bytes("\"SUCCESS\"")),
                body("body: an empty object", (test, notification) -> bytes("{}")),
                body(
                        "body: v2's XML",
                        (test, notification) -> bytes(
                                "<xml><return_code>SUCCESS</return_code><req_info>T87GAHG17TGAHG1TGHAHAHA1Y1CIOA9UGJH1GAHV871HAGAGQYQQPOOJMXNBCXBVNMNMAJAA</req_info></xml>")),
                body(
                        "body: XML with an entity",
                        (test, notification) ->
                                bytes("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><xml>&e;</xml>")),
                body(
                        "body: an answer to a query, signed for us",
                        (test, notification) ->
                                bytes(notification.resource.toString().replace("refund_status", "status"))),
                body("body: 60,000 lists deep", (test, notification) -> bytes("[".repeat(60_000))),
                body("body: 10,000 objects deep", (test, notification) -> bytes("{\"a\":".repeat(10_000))),
                body("body: 200,000 lists deep", (test, notification) -> bytes("[".repeat(200_000)), 413),
                body(
                        "body: UTF-16",
                        (test, notification) ->
                                notification.envelope().toString().getBytes(StandardCharsets.UTF_16)),
                body(
                        "body: UTF-32",
                        (test, notification) ->
                                notification.envelope().toString().getBytes(Charset.forName("UTF-32"))),
                body(
                        "body: GBK",
                        (test, notification) ->
                                notification.envelope().toString().getBytes(Charset.forName("GBK"))),
                body("body: broken UTF-8", (test, notification) -> {
                    var body = notification.body();
                    body[body.length - 3] = (byte) 0xff;
                    return body;
                }),
                body("body: compressed and not said so", (test, notification) -> gzip(notification.body())),
                text("body: a byte order mark before it", text -> "\ufeff" + text),
                text("body: rubbish after it", text -> text + "x"),
                text("body: two of them", text -> text + text),
                text("body: cut short", text -> text.substring(0, text.length() - 2)),
                text("body: a comment in it", text -> "{/**/" + text.substring(1)),
                text("body: a comma too many", text -> text.substring(0, text.length() - 1) + ",}"),
                text("body: single quotes", text -> text.replace('"', '\'')),
                text("body: a zero byte after it", text -> text + "\0"),
                text("body: a key twice", text -> "{\"event_type\":\"REFUND.SUCCESS\"," + text.substring(1)),
                text(
                        "body: a key twice in the resource",
                        text -> text.replace("\"resource\":{", "\"resource\":{\"original_type\":\"refund\",")),
                body(
                        "body: 64 KB and one byte",
                        (test, notification) -> bytes("{\"a\":\"" + "x".repeat(64 * 1024 - 7) + "\"}"),
                        413),
                body("body: 1 MB and one byte", (test, notification) -> new byte[1024 * 1024 + 1], 413),
                onTheWay("body: 100 MB, it says", exchange -> exchange.contentLength = "104857600", 413),
                beforeUs(
                        "body: longer than any number, it says",
                        exchange -> exchange.contentLength = "9".repeat(30),
                        400,
                        413),
                beforeUs("body: less than nothing, it says", exchange -> exchange.contentLength = "-1", 400),
                beforeUs("body: two lengths", exchange -> exchange.header("Content-Length", "3"), 400),
                onTheWay(
                        "body: chunked without an end",
                        exchange -> chunked(exchange, bytes(("4000\r\n" + "x".repeat(0x4000) + "\r\n").repeat(100))),
                        413),
                onTheWay(
                        "body: chunked and larger than allowed",
                        exchange -> chunked(exchange, bytes("20000\r\n" + "x".repeat(0x20000) + "\r\n0\r\n\r\n")),
                        413),
                beforeUs(
                        "body: a chunk of no size",
                        exchange -> chunked(exchange, bytes("zz\r\nabc\r\n0\r\n\r\n")),
                        400,
                        CUT),
                beforeUs(
                        "body: a chunk larger than any number",
                        exchange -> chunked(exchange, bytes("f".repeat(20) + "\r\nabc\r\n")),
                        400,
                        CUT),
                beforeUs(
                        "body: chunked and with a length",
                        exchange -> {
                            exchange.header("Transfer-Encoding", "chunked");
                            exchange.body = bytes("3\r\nabc\r\n0\r\n\r\n");
                        },
                        400,
                        401),
                beforeUs(
                        "body: half of it, and the line is dead",
                        exchange -> exchange.tempo = Tempo.HALF_AND_GONE,
                        400,
                        408,
                        CUT),
                onTheWay("body: drop by drop", exchange -> exchange.tempo = Tempo.DRIPPING, 408),
                onTheWay(
                        "encoding: gzip",
                        exchange -> exchange.header("Content-Encoding", "gzip").body = gzip(exchange.body),
                        415),
                onTheWay(
                        "encoding: a bomb of 50 MB in 50 KB",
                        exchange -> exchange.header("Content-Encoding", "gzip").body = gzip(new byte[50_000_000]),
                        415),
                onTheWay("encoding: deflate", exchange -> exchange.header("Content-Encoding", "deflate"), 415),
                onTheWay(
                        "encoding: gzip after identity",
                        exchange -> exchange.header("Content-Encoding", "identity, gzip"),
                        415),
                onTheWay("type: text", exchange -> exchange.set("Content-Type", "text/plain"), 415),
                onTheWay("type: XML", exchange -> exchange.set("Content-Type", "text/xml"), 415),
                onTheWay(
                        "type: a form",
                        exchange -> exchange.set("Content-Type", "application/x-www-form-urlencoded"),
                        415),
                onTheWay(
                        "type: a form in parts",
                        exchange -> exchange.set("Content-Type", "multipart/form-data; boundary=x"),
                        415),
                onTheWay("type: no type at all", exchange -> exchange.set("Content-Type", "nonsense"), 415),
                onTheWay("type: two", exchange -> exchange.set("Content-Type", "application/json, text/plain"), 415));
    }

    private static List<Forgery> resources() {
        return List.of(
                resource(
                        "resource: sealed with another key",
                        node -> node.put(
                                "ciphertext", otherKey(node.get("nonce").asText()))),
                resource("resource: associated_data missing", node -> node.remove("associated_data")),
                resource("resource: associated_data null", node -> node.putNull("associated_data")),
                resource("resource: associated_data another", node -> node.put("associated_data", "transaction")),
                resource("resource: associated_data longer", node -> node.put("associated_data", "refund ")),
                resource("resource: associated_data a number", node -> node.put("associated_data", 1)),
                resource(
                        "resource: associated_data of 1,000 characters",
                        node -> node.put("associated_data", "r".repeat(1000))),
                resource("resource: nonce missing", node -> node.remove("nonce")),
                resource("resource: nonce empty", node -> node.put("nonce", "")),
                resource(
                        "resource: nonce of 11 characters",
                        node -> node.put("nonce", node.get("nonce").asText().substring(1))),
                resource("resource: nonce of 17 characters", node -> node.put("nonce", "n".repeat(17))),
                resource("resource: nonce of 10,000 characters", node -> node.put("nonce", "n".repeat(10_000))),
                resource("resource: nonce another", node -> node.put("nonce", "n".repeat(12))),
                resource("resource: nonce not ASCII", node -> node.put("nonce", "退款退款退款退款退款退款")),
                resource("resource: nonce a number", node -> node.put("nonce", 123456789012L)),
                resource("resource: tag cut", node -> node.put("ciphertext", cut(node, 1))),
                resource("resource: tag gone", node -> node.put("ciphertext", cut(node, 16))),
                resource("resource: shorter than a tag", node -> node.put("ciphertext", base64(new byte[15]))),
                resource("resource: nothing but a tag", node -> node.put("ciphertext", base64(new byte[16]))),
                resource(
                        "resource: one bit of the ciphertext flipped",
                        node -> node.put(
                                "ciphertext", flipped(node.get("ciphertext").asText(), 10))),
                resource("resource: ciphertext not Base64", node -> node.put("ciphertext", "*".repeat(400))),
                resource("resource: ciphertext empty", node -> node.put("ciphertext", "")),
                resource("resource: ciphertext missing", node -> node.remove("ciphertext")),
                resource("resource: ciphertext a list", node -> node.putArray("ciphertext")
                        .add("AAAA")),
                resource("resource: not sealed at all", node -> node.put("ciphertext", "{}")),
                resource("resource: another algorithm", node -> node.put("algorithm", "AEAD_SM4_GCM")),
                resource("resource: no algorithm", node -> node.put("algorithm", "none")),
                resource("resource: algorithm missing", node -> node.remove("algorithm")),
                resource("resource: of a payment", node -> node.put("original_type", "transaction")),
                resource("resource: of nothing", node -> node.remove("original_type")),
                envelope("resource: missing", node -> node.remove("resource")),
                envelope("resource: null", node -> node.putNull("resource")),
                envelope("resource: a list", node -> node.putArray("resource")),
                envelope("resource_type: plain", node -> node.put("resource_type", "plain-resource")),
                envelope("event_type: of a payment", node -> node.put("event_type", "TRANSACTION.SUCCESS")),
                envelope("event_type: PROCESSING", node -> node.put("event_type", "REFUND.PROCESSING")),
                envelope("event_type: missing", node -> node.remove("event_type")),
                envelope("event_type: an object", node -> node.putObject("event_type")),
                envelope("id: missing", node -> node.remove("id")),
                envelope("id: a number", node -> node.put("id", 1)),
                envelope("id: 65 characters", node -> node.put("id", "i".repeat(65))),
                envelope("id: SQL", node -> node.put("id", "'; drop table notice; --")),
                envelope("id: a line break", node -> node.put("id", "a\nERROR all is lost")));
    }

    private static List<Forgery> facts() {
        var all = new ArrayList<>(List.of(
                sealed("facts: null", text -> "null"),
                sealed("facts: an empty object", text -> "{}"),
                sealed("facts: a list", text -> "[" + text + "]"),
                sealed("facts: an empty list", text -> "[]"),
                sealed("facts: nothing", text -> ""),
                sealed("facts: a text", text -> "\"SUCCESS\""),
                sealed("facts: v2's XML", text -> "<root><refund_status>SUCCESS</refund_status></root>"),
                sealed("facts: a key twice", text -> "{\"refund_status\":\"SUCCESS\"," + text.substring(1)),
                sealed(
                        "facts: a key of the amount twice",
                        text -> text.replace("\"total\":", "\"total\":1,\"total\":")),
                sealed("facts: rubbish after them", text -> text + "{}"),
                sealed("facts: 5,000 deep", text -> "{\"a\":".repeat(5000)),
                amount("amount: negative", node -> node.put("refund", -9700)),
                sealed("amount: 1e30", text -> text.replace("\"total\":10000", "\"total\":1e30")),
                sealed("amount: 1e999999999", text -> text.replace("\"total\":10000", "\"total\":1e999999999")),
                amount("amount: a fraction", node -> node.put("refund", 100.5)),
                sealed("amount: with decimals", text -> text.replace("\"total\":10000", "\"total\":10000.0")),
                amount("amount: a text", node -> node.put("refund", "9700")),
                amount("amount: true", node -> node.put("refund", true)),
                sealed(
                        "amount: beyond a long",
                        text -> text.replace("\"total\":10000", "\"total\":9223372036854775808")),
                sealed("amount: not a number", text -> text.replace("\"total\":10000", "\"total\":NaN")),
                amount("amount: another currency", node -> node.put("currency", "USD")),
                amount("amount: without refund", node -> node.remove("refund")),
                amount("amount: without total", node -> node.remove("total")),
                fact("amount: a number instead", node -> node.put("amount", 9700)),
                fact("status: unknown", node -> node.put("refund_status", "DONE")),
                fact("status: PROCESSING", node -> node.put("refund_status", "PROCESSING")),
                fact("status: in lower case", node -> node.put("refund_status", "success")),
                fact("status: null", node -> node.putNull("refund_status")),
                fact("status: under the name of another API", node -> node.set("status", node.remove("refund_status"))),
                fact("number: empty", node -> node.put("out_refund_no", "")),
                fact("number: 65 characters", node -> node.put("out_refund_no", "9".repeat(65))),
                fact("number: SQL", node -> node.put("out_refund_no", "' or '1'='1")),
                fact("number: a number", node -> node.put("out_refund_no", 1)),
                fact("success_time: no time", node -> node.put("success_time", "yesterday"))));
        for (var field : List.of(
                "mchid", "transaction_id", "out_trade_no", "refund_id", "out_refund_no", "refund_status", "amount")) {
            all.add(fact("facts: without " + field, node -> node.remove(field)));
        }
        return all;
    }

    private static List<Forgery> strangers() {
        return List.of(
                notOurs(
                        "another merchant's",
                        "OTHER_MERCHANT",
                        notification -> notification.resource.put("mchid", "1900009999")),
                notOurs(
                        "another payment",
                        "OTHER_PAYMENT",
                        notification -> notification.resource.put("transaction_id", "4200009999")),
                notOurs(
                        "another order",
                        "OTHER_ORDER",
                        notification -> notification.resource.put("out_trade_no", "NOBODYS-1")),
                notOurs(
                        "another refund id",
                        "OTHER_REFUND_ID",
                        notification -> notification.resource.put("refund_id", "5039999999")),
                notOurs(
                        "nobody's number",
                        "UNKNOWN_NUMBER",
                        notification -> notification.resource.put("out_refund_no", "NOBODYS-1")),
                notOurs("a fen more", "OTHER_AMOUNT", notification -> amountOf(notification)
                        .put("refund", amountOf(notification).get("refund").asLong() + 1)),
                notOurs("a fen less", "OTHER_AMOUNT", notification -> amountOf(notification)
                        .put("refund", amountOf(notification).get("refund").asLong() - 1)),
                notOurs("nothing at all", "OTHER_AMOUNT", notification -> amountOf(notification)
                        .put("refund", 0)),
                notOurs("another total", "OTHER_AMOUNT", notification -> amountOf(notification)
                        .put("total", 9999)),
                notOurs("yuan for fen", "OTHER_AMOUNT", notification -> amountOf(notification)
                        .put("refund", amountOf(notification).get("refund").asLong() / 100)),
                notOurs(
                        "SUCCESS outside and CLOSED inside",
                        "CONTRADICTS_ITSELF",
                        notification -> notification.resource.put("refund_status", "CLOSED")),
                notOurs(
                        "CLOSED outside and SUCCESS inside",
                        "CONTRADICTS_ITSELF",
                        notification -> notification.eventType = "REFUND.CLOSED"),
                notOurs(
                        "ABNORMAL outside and SUCCESS inside",
                        "CONTRADICTS_ITSELF",
                        notification -> notification.eventType = "REFUND.ABNORMAL"));
    }

    private static ObjectNode amountOf(Notification notification) {
        return (ObjectNode) notification.resource.get("amount");
    }

    /** A genuine notification at a door beside the right one, or knocking in another way. */
    private static List<Forgery> doors() {
        var all = new ArrayList<Forgery>();
        for (var method : List.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "post")) {
            all.add(beforeUs("method: " + method, exchange -> exchange.method = method, 400, 404, 405));
        }
        all.add(beforeUs(
                "method: PUT, overridden to POST",
                exchange -> {
                    exchange.method = "PUT";
                    exchange.header("X-HTTP-Method-Override", "POST");
                },
                405));
        for (var path : List.of(
                PATH + "/",
                PATH + "/1",
                PATH + ";x=1",
                PATH + "%2e",
                PATH + "%00",
                PATH + "%20",
                PATH + ".json",
                "/api/wechat/%2e/refund-notifications",
                "/api/wechat/./refund-notifications",
                "/api/wechat/x/../refund-notifications",
                "/api/wechat//refund-notifications",
                "//api/wechat/refund-notifications",
                "/api/wechat%2frefund-notifications",
                "/api/wechat\\refund-notifications",
                "/api/wechat/REFUND-NOTIFICATIONS",
                "/api;x/wechat/refund-notifications")) {
            all.add(beforeUs("path: " + path, exchange -> exchange.target = path, 400, 404, 405));
        }
        // Inside /api nobody unknown is told what there is.
        all.add(beforeUs(
                "path: /API/WECHAT/refund-notifications",
                exchange -> exchange.target = "/API/WECHAT/refund-notifications",
                401,
                404));
        all.add(beforeUs(
                "path: /api/Wechat/refund-notifications",
                exchange -> exchange.target = "/api/Wechat/refund-notifications",
                401,
                404));
        return all;
    }

    // --- how they are made

    private static void chunked(RawExchange letter, byte[] chunks) {
        letter.header("Transfer-Encoding", "chunked");
        letter.contentLength = "";
        letter.body = chunks;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Another first character, whatever it was. */
    private static String otherThan(String nonce) {
        return (nonce.startsWith("x") ? "y" : "x") + nonce.substring(1);
    }

    private static String flipped(String base64, int at) {
        var bytes = Base64.getDecoder().decode(base64);
        bytes[at] ^= 1;
        return base64(bytes);
    }

    private static String cut(ObjectNode resource, int bytes) {
        var all = Base64.getDecoder().decode(resource.get("ciphertext").asText());
        return base64(Arrays.copyOf(all, all.length - bytes));
    }

    private static byte[] gzip(byte[] plain) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String otherKey(String nonce) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(bytes("a key that WeChat never had, 32 B"), 0, 32, "AES"),
                    new GCMParameterSpec(128, bytes(nonce)));
            cipher.updateAAD(bytes("refund"));
            return base64(cipher.doFinal(bytes("{\"refund_status\":\"SUCCESS\"}")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String bySomebodyElse(String timestamp, String nonce, byte[] body) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(generator.generateKeyPair().getPrivate());
            signature.update(bytes(timestamp + "\n" + nonce + "\n"));
            signature.update(body);
            signature.update((byte) '\n');
            return base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- and what becomes of them

    private static Refund victim;
    /** What was there after the last forgery, until something is done that is none. */
    private static java.util.Map<String, List<String>> unchanged;

    /** One refund on its way for all that must not even be stored: whatever was accepted before would be seen. */
    private Refund victim() {
        if (victim == null) {
            victim = processing();
        }
        return victim;
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void is_not_accepted_is_no_fault_and_is_not_repeated(Forgery forgery) {
        if (victim == null || forgery.verdict != null) {
            unchanged = null;
        }
        var refund = forgery.verdict == null ? victim() : processing();
        var notification = new Notification(refund);
        // Another minute, so that its line is not left out of the log.
        clock.set(MONDAY.plus(Duration.ofMinutes(2L * MINUTES.incrementAndGet())));
        var letter = forgery.exchange.apply(this, notification);
        var signature = letter.value(SIGNATURE);
        var before = unchanged == null ? everythingElse() : unchanged;
        var notifications = notifications();

        List<ILoggingEvent> lines;
        RawExchange.Reply reply;
        try (var listening = new Listening()) {
            reply = letter.send(port);
            listening.noStackTraces();
            lines = listening.lines;
        }

        assertThat(forgery.statuses).as("answers to %s: %s", forgery, reply).contains(reply.status());
        assertThat(reply.body()).hasSizeLessThan(LONGEST_ANSWER);
        if (forgery.fail) {
            assertThat(reply.body()).contains("\"code\":\"FAIL\"");
        }
        assertThat(lines).as("lines in the log").hasSizeLessThanOrEqualTo(3);
        for (var line : lines) {
            var text = line.getFormattedMessage();
            assertThat(text).hasSizeLessThan(LONGEST_LINE);
            assertThat(text)
                    .doesNotContain(
                            refund.openid,
                            "支付用户零钱",
                            "退款",
                            notification.resource.path("success_time").asText("支付"));
            if (signature != null && signature.length() > 40) {
                assertThat(text).doesNotContain(signature.substring(0, 40));
            }
            assertThat(text.lines()).hasSize(1);
        }
        if (forgery.verdict == null) {
            assertThat(notifications()).isEqualTo(notifications);
            var after = everythingElse();
            unchanged = null;
            assertThat(after).isEqualTo(before);
            unchanged = after;
        } else {
            unchanged = null;
            assertThat(verdict(notification.id)).isEqualTo(forgery.verdict);
            assertThat(lines.stream()
                            .filter(event -> event.getFormattedMessage().startsWith("ALARM")))
                    .hasSize(1);
            assertThat(alarms(refund)).hasSize(1);
            assertThat(refund.money()).isEqualTo("PROCESSING");
            assertThat(refund.eventKinds()).doesNotContain(Kind.CREDITED);
            assertThat(refund.notices()).isEmpty();
        }
    }

    private long notifications() {
        return jdbc.sql("select count(*) from refund_notification")
                .query(Long.class)
                .single();
    }

    @Test
    void there_are_at_least_ninety_kinds_and_no_two_are_the_same() {
        var names = forgeries().stream().map(Forgery::name).toList();

        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(KINDS_AT_LEAST);
        System.out.println("kinds of forged or malformed notifications: " + names.size());
    }

    /** Otherwise every refusal above could have another reason. */
    @ParameterizedTest
    @MethodSource("genuine")
    void what_is_not_bent_is_taken(Forgery genuine) {
        unchanged = null;
        var refund = processing();
        var notification = new Notification(refund);

        var reply = genuine.exchange.apply(this, notification).send(port);

        assertThat(reply.status()).as("%s", reply).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(verdict(notification.id)).isEqualTo("ACCEPTED");
        endsCredited(refund);
    }

    static List<Forgery> genuine() {
        return List.of(
                onTheWay("as it is", exchange -> {}),
                onTheWay(
                        "names of headers in lower case",
                        exchange -> exchange.headers.forEach(h -> h[0] = h[0].toLowerCase(java.util.Locale.ROOT))),
                onTheWay(
                        "names of headers in upper case",
                        exchange -> exchange.headers.forEach(h -> h[0] = h[0].toUpperCase(java.util.Locale.ROOT))),
                onTheWay(
                        "blanks around the values",
                        exchange -> exchange.headers.forEach(h -> h[1] = "  " + h[1] + " ")),
                onTheWay("without a type of signature, since there is one", exchange -> exchange.without(TYPE)),
                onTheWay("with a query", exchange -> exchange.target = PATH + "?x=1"),
                onTheWay("with an expired session", exchange -> exchange.header("Authorization", "Bearer abc")),
                onTheWay(
                        "in chunks",
                        exchange -> chunked(
                                exchange,
                                concat(
                                        bytes(Integer.toHexString(exchange.body.length) + "\r\n"),
                                        exchange.body,
                                        bytes("\r\n0\r\n\r\n")))),
                time("299 s ago", (test, now) -> "" + (now - 299)),
                time("299 s ahead", (test, now) -> "" + (now + 299)));
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
