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
                (test, it) -> {
                    var letter = test.letter(it.body());
                    change.accept(letter);
                    return letter;
                },
                statuses.length == 0 ? Set.of(401) : Set.of(statuses),
                true,
                null);
    }

    /** So broken that the server answers, or answers that there is nothing. */
    private static Forgery beforeUs(String name, Consumer<RawExchange> change, Integer... statuses) {
        var it = onTheWay(name, change, statuses);
        return new Forgery(name, it.exchange, it.statuses, false, null);
    }

    private static Forgery signature(String name, UnaryOperator<String> change) {
        return onTheWay(name, letter -> letter.set(SIGNATURE, change.apply(letter.value(SIGNATURE))));
    }

    /** Properly signed, together with this text for a time. */
    private static Forgery time(String name, BiFunction<ForgedNotificationsTest, Long, String> timestamp) {
        return new Forgery(
                name,
                (test, it) -> {
                    var text = timestamp.apply(test, test.clock.instant().getEpochSecond());
                    var body = it.body();
                    return signed(new RawExchange(PATH, body), test.signature(body, text, SandboxKeys.nonce(32)));
                },
                Set.of(401),
                true,
                null);
    }

    private static Forgery nonce(String name, String nonce) {
        return new Forgery(
                name,
                (test, it) -> {
                    var body = it.body();
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
        return new Forgery(name, (test, it) -> test.letter(body.apply(test, it)), statuses, true, null);
    }

    private static Forgery text(String name, UnaryOperator<String> envelope) {
        return body(name, (test, it) -> bytes(envelope.apply(it.envelope().toString())));
    }

    private static Forgery envelope(String name, Consumer<ObjectNode> change) {
        return body(name, (test, it) -> {
            var envelope = it.envelope();
            change.accept(envelope);
            return bytes(envelope.toString());
        });
    }

    private static Forgery resource(String name, Consumer<ObjectNode> change) {
        return envelope(name, it -> change.accept((ObjectNode) it.get("resource")));
    }

    /** Properly signed and encrypted, and this is what was. */
    private static Forgery sealed(String name, UnaryOperator<String> facts) {
        return body(
                name,
                (test, it) -> bytes(
                        it.envelope(bytes(facts.apply(it.resource.toString()))).toString()));
    }

    private static Forgery fact(String name, Consumer<ObjectNode> change) {
        return body(name, (test, it) -> {
            change.accept(it.resource);
            return it.body();
        });
    }

    private static Forgery amount(String name, Consumer<ObjectNode> change) {
        return fact(name, it -> change.accept((ObjectNode) it.get("amount")));
    }

    /** All is well but what it says is not about our refund: kept, and somebody looks. */
    private static Forgery notOurs(String name, String verdict, Consumer<Notification> change) {
        return new Forgery(
                name,
                (test, it) -> {
                    change.accept(it);
                    return test.letter(it.body());
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
                signature("signature: one bit flipped", it -> flipped(it, 100)),
                signature("signature: last byte gone", it -> it.substring(0, it.length() - 4)),
                signature("signature: half of it", it -> it.substring(0, it.length() / 2)),
                signature("signature: not a multiple of four", it -> it.substring(1)),
                signature("signature: twice", it -> it + it),
                signature("signature: two with a comma", it -> it + "," + it),
                signature("signature: not Base64", it -> "*".repeat(344)),
                signature("signature: URL-safe Base64", it -> "-_" + it.substring(2)),
                signature("signature: a blank inside", it -> it.substring(0, 99) + " " + it.substring(99)),
                signature("signature: hexadecimal", it -> "0a".repeat(256)),
                signature("signature: empty", it -> ""),
                signature("signature: the word null", it -> "null"),
                signature("signature: zeros", it -> base64(new byte[256])),
                signature("signature: one byte", it -> "QQ=="),
                signature("signature: 10,000 characters", it -> "A".repeat(10_000)),
                signature("signature: WeChat's probe", it -> "WECHATPAY/SIGNTEST/" + it.substring(19)),
                signature("signature: nothing but the probe's prefix", it -> "WECHATPAY/SIGNTEST/"),
                signature("signature: not ASCII", it -> "\u00e9" + it.substring(1)),
                signature("signature: a tab inside", it -> it.substring(0, 9) + "\t" + it.substring(9)),
                new Forgery(
                        "signature: of somebody else's key",
                        (test, it) -> {
                            var body = it.body();
                            var letter = test.letter(body);
                            return letter.set(
                                    SIGNATURE, bySomebodyElse(letter.value(TIMESTAMP), letter.value(NONCE), body));
                        },
                        Set.of(401),
                        true,
                        null),
                onTheWay("serial: another public key", it -> it.set(SERIAL, "PUB_KEY_ID_0" + "9".repeat(33))),
                onTheWay("serial: an unknown certificate", it -> it.set(SERIAL, "6" + "A".repeat(39))),
                onTheWay("serial: a path", it -> it.set(SERIAL, "../../etc/passwd")),
                onTheWay("serial: empty", it -> it.set(SERIAL, "")),
                onTheWay(
                        "serial: in lower case",
                        it -> it.set(SERIAL, it.value(SERIAL).toLowerCase(java.util.Locale.ROOT))),
                onTheWay("type: another algorithm", it -> it.set(TYPE, "WECHATPAY2-SM2-WITH-SM3")),
                onTheWay("type: empty", it -> it.set(TYPE, "")),
                onTheWay("type: none, in words", it -> it.set(TYPE, "none")),
                onTheWay("no header at all", it -> it.headers.removeIf(header -> !header[0].equals("Content-Type"))),
                onTheWay(
                        "headers with underscores",
                        it -> it.headers.forEach(h -> h[0] = h[0].startsWith("W") ? h[0].replace('-', '_') : h[0])),
                onTheWay("headers in the query", it -> {
                    it.target = PATH + "?" + SIGNATURE + "=1&" + TIMESTAMP + "=2";
                    HEADERS.forEach(it::without);
                }),
                onTheWay("a session's token instead", it -> {
                    HEADERS.forEach(it::without);
                    it.header("Authorization", "Bearer abc.def.ghi");
                }),
                onTheWay("body: one byte changed after it was signed", it -> it.body[it.body.length / 2] ^= 1),
                onTheWay(
                        "body: a blank added after it was signed",
                        it -> it.body = bytes(" " + new String(it.body, StandardCharsets.UTF_8))),
                onTheWay("body: gone after it was signed", it -> it.body = new byte[0]),
                onTheWay(
                        "time: changed after it was signed",
                        it -> it.set(TIMESTAMP, Long.toString(Long.parseLong(it.value(TIMESTAMP)) + 1))),
                onTheWay("nonce: changed after it was signed", it -> it.set(NONCE, otherThan(it.value(NONCE)))),
                nonce("nonce: empty", ""),
                nonce("nonce: a blank inside", "a b"),
                nonce("nonce: 1,025 characters", "n".repeat(1025)),
                beforeUs("headers of 20 KB", it -> it.header("X-Padding", "x".repeat(20_000)), 400, 431),
                beforeUs(
                        "a header folded over two lines",
                        it -> it.set(
                                SIGNATURE,
                                it.value(SIGNATURE).substring(0, 50) + "\r\n "
                                        + it.value(SIGNATURE).substring(50)),
                        400,
                        401),
                beforeUs("a line break in the nonce", it -> it.set(NONCE, "a\nb"), 400, 401),
                beforeUs("a zero byte in a header", it -> it.set(NONCE, "a\0b"), 400, 401),
                beforeUs(
                        "a blank before the colon",
                        it -> it.headers.forEach(h -> h[0] = h[0].equals(NONCE) ? NONCE + " " : h[0]),
                        400,
                        401)));
        for (var header : List.of(SIGNATURE, TIMESTAMP, NONCE, SERIAL)) {
            all.add(onTheWay("without " + header, it -> it.without(header)));
        }
        for (var header : HEADERS) {
            all.add(onTheWay("twice " + header, it -> it.header(header, it.value(header))));
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
                body("body: empty", (test, it) -> new byte[0]),
                body("body: a blank", (test, it) -> bytes(" ")),
                body("body: not JSON", (test, it) -> bytes("退款成功")),
                body("body: a list", (test, it) -> bytes("[" + it.envelope() + "]")),
                body("body: null", (test, it) -> bytes("null")),
                body("body: a number", (test, it) -> bytes("1")),
                body("body: a text", (test, it) -> bytes("\"SUCCESS\"")),
                body("body: an empty object", (test, it) -> bytes("{}")),
                body(
                        "body: v2's XML",
                        (test, it) -> bytes(
                                "<xml><return_code>SUCCESS</return_code><req_info>T87GAHG17TGAHG1TGHAHAHA1Y1CIOA9UGJH1GAHV871HAGAGQYQQPOOJMXNBCXBVNMNMAJAA</req_info></xml>")),
                body(
                        "body: XML with an entity",
                        (test, it) -> bytes("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><xml>&e;</xml>")),
                body(
                        "body: an answer to a query, signed for us",
                        (test, it) -> bytes(it.resource.toString().replace("refund_status", "status"))),
                body("body: 60,000 lists deep", (test, it) -> bytes("[".repeat(60_000))),
                body("body: 10,000 objects deep", (test, it) -> bytes("{\"a\":".repeat(10_000))),
                body("body: 200,000 lists deep", (test, it) -> bytes("[".repeat(200_000)), 413),
                body("body: UTF-16", (test, it) -> it.envelope().toString().getBytes(StandardCharsets.UTF_16)),
                body("body: UTF-32", (test, it) -> it.envelope().toString().getBytes(Charset.forName("UTF-32"))),
                body("body: GBK", (test, it) -> it.envelope().toString().getBytes(Charset.forName("GBK"))),
                body("body: broken UTF-8", (test, it) -> {
                    var body = it.body();
                    body[body.length - 3] = (byte) 0xff;
                    return body;
                }),
                body("body: compressed and not said so", (test, it) -> gzip(it.body())),
                text("body: a byte order mark before it", it -> "\ufeff" + it),
                text("body: rubbish after it", it -> it + "x"),
                text("body: two of them", it -> it + it),
                text("body: cut short", it -> it.substring(0, it.length() - 2)),
                text("body: a comment in it", it -> "{/**/" + it.substring(1)),
                text("body: a comma too many", it -> it.substring(0, it.length() - 1) + ",}"),
                text("body: single quotes", it -> it.replace('"', '\'')),
                text("body: a zero byte after it", it -> it + "\0"),
                text("body: a key twice", it -> "{\"event_type\":\"REFUND.SUCCESS\"," + it.substring(1)),
                text(
                        "body: a key twice in the resource",
                        it -> it.replace("\"resource\":{", "\"resource\":{\"original_type\":\"refund\",")),
                body(
                        "body: 64 KB and one byte",
                        (test, it) -> bytes("{\"a\":\"" + "x".repeat(64 * 1024 - 7) + "\"}"),
                        413),
                body("body: 1 MB and one byte", (test, it) -> new byte[1024 * 1024 + 1], 413),
                onTheWay("body: 100 MB, it says", it -> it.contentLength = "104857600", 413),
                beforeUs("body: longer than any number, it says", it -> it.contentLength = "9".repeat(30), 400, 413),
                beforeUs("body: less than nothing, it says", it -> it.contentLength = "-1", 400),
                beforeUs("body: two lengths", it -> it.header("Content-Length", "3"), 400),
                onTheWay(
                        "body: chunked without an end",
                        it -> chunked(it, bytes(("4000\r\n" + "x".repeat(0x4000) + "\r\n").repeat(100))),
                        413),
                onTheWay(
                        "body: chunked and larger than allowed",
                        it -> chunked(it, bytes("20000\r\n" + "x".repeat(0x20000) + "\r\n0\r\n\r\n")),
                        413),
                beforeUs("body: a chunk of no size", it -> chunked(it, bytes("zz\r\nabc\r\n0\r\n\r\n")), 400, CUT),
                beforeUs(
                        "body: a chunk larger than any number",
                        it -> chunked(it, bytes("f".repeat(20) + "\r\nabc\r\n")),
                        400,
                        CUT),
                beforeUs(
                        "body: chunked and with a length",
                        it -> {
                            it.header("Transfer-Encoding", "chunked");
                            it.body = bytes("3\r\nabc\r\n0\r\n\r\n");
                        },
                        400,
                        401),
                beforeUs("body: half of it, and the line is dead", it -> it.tempo = Tempo.HALF_AND_GONE, 400, 408, CUT),
                onTheWay("body: drop by drop", it -> it.tempo = Tempo.DRIPPING, 408),
                onTheWay("encoding: gzip", it -> it.header("Content-Encoding", "gzip").body = gzip(it.body), 415),
                onTheWay(
                        "encoding: a bomb of 50 MB in 50 KB",
                        it -> it.header("Content-Encoding", "gzip").body = gzip(new byte[50_000_000]),
                        415),
                onTheWay("encoding: deflate", it -> it.header("Content-Encoding", "deflate"), 415),
                onTheWay("encoding: gzip after identity", it -> it.header("Content-Encoding", "identity, gzip"), 415),
                onTheWay("type: text", it -> it.set("Content-Type", "text/plain"), 415),
                onTheWay("type: XML", it -> it.set("Content-Type", "text/xml"), 415),
                onTheWay("type: a form", it -> it.set("Content-Type", "application/x-www-form-urlencoded"), 415),
                onTheWay("type: a form in parts", it -> it.set("Content-Type", "multipart/form-data; boundary=x"), 415),
                onTheWay("type: no type at all", it -> it.set("Content-Type", "nonsense"), 415),
                onTheWay("type: two", it -> it.set("Content-Type", "application/json, text/plain"), 415));
    }

    private static List<Forgery> resources() {
        return List.of(
                resource(
                        "resource: sealed with another key",
                        it -> it.put("ciphertext", otherKey(it.get("nonce").asText()))),
                resource("resource: associated_data missing", it -> it.remove("associated_data")),
                resource("resource: associated_data null", it -> it.putNull("associated_data")),
                resource("resource: associated_data another", it -> it.put("associated_data", "transaction")),
                resource("resource: associated_data longer", it -> it.put("associated_data", "refund ")),
                resource("resource: associated_data a number", it -> it.put("associated_data", 1)),
                resource(
                        "resource: associated_data of 1,000 characters",
                        it -> it.put("associated_data", "r".repeat(1000))),
                resource("resource: nonce missing", it -> it.remove("nonce")),
                resource("resource: nonce empty", it -> it.put("nonce", "")),
                resource(
                        "resource: nonce of 11 characters",
                        it -> it.put("nonce", it.get("nonce").asText().substring(1))),
                resource("resource: nonce of 17 characters", it -> it.put("nonce", "n".repeat(17))),
                resource("resource: nonce of 10,000 characters", it -> it.put("nonce", "n".repeat(10_000))),
                resource("resource: nonce another", it -> it.put("nonce", "n".repeat(12))),
                resource("resource: nonce not ASCII", it -> it.put("nonce", "退款退款退款退款退款退款")),
                resource("resource: nonce a number", it -> it.put("nonce", 123456789012L)),
                resource("resource: tag cut", it -> it.put("ciphertext", cut(it, 1))),
                resource("resource: tag gone", it -> it.put("ciphertext", cut(it, 16))),
                resource("resource: shorter than a tag", it -> it.put("ciphertext", base64(new byte[15]))),
                resource("resource: nothing but a tag", it -> it.put("ciphertext", base64(new byte[16]))),
                resource(
                        "resource: one bit of the ciphertext flipped",
                        it -> it.put("ciphertext", flipped(it.get("ciphertext").asText(), 10))),
                resource("resource: ciphertext not Base64", it -> it.put("ciphertext", "*".repeat(400))),
                resource("resource: ciphertext empty", it -> it.put("ciphertext", "")),
                resource("resource: ciphertext missing", it -> it.remove("ciphertext")),
                resource("resource: ciphertext a list", it -> it.putArray("ciphertext")
                        .add("AAAA")),
                resource("resource: not sealed at all", it -> it.put("ciphertext", "{}")),
                resource("resource: another algorithm", it -> it.put("algorithm", "AEAD_SM4_GCM")),
                resource("resource: no algorithm", it -> it.put("algorithm", "none")),
                resource("resource: algorithm missing", it -> it.remove("algorithm")),
                resource("resource: of a payment", it -> it.put("original_type", "transaction")),
                resource("resource: of nothing", it -> it.remove("original_type")),
                envelope("resource: missing", it -> it.remove("resource")),
                envelope("resource: null", it -> it.putNull("resource")),
                envelope("resource: a list", it -> it.putArray("resource")),
                envelope("resource_type: plain", it -> it.put("resource_type", "plain-resource")),
                envelope("event_type: of a payment", it -> it.put("event_type", "TRANSACTION.SUCCESS")),
                envelope("event_type: PROCESSING", it -> it.put("event_type", "REFUND.PROCESSING")),
                envelope("event_type: missing", it -> it.remove("event_type")),
                envelope("event_type: an object", it -> it.putObject("event_type")),
                envelope("id: missing", it -> it.remove("id")),
                envelope("id: a number", it -> it.put("id", 1)),
                envelope("id: 65 characters", it -> it.put("id", "i".repeat(65))),
                envelope("id: SQL", it -> it.put("id", "'; drop table notice; --")),
                envelope("id: a line break", it -> it.put("id", "a\nERROR all is lost")));
    }

    private static List<Forgery> facts() {
        var all = new ArrayList<>(List.of(
                sealed("facts: null", it -> "null"),
                sealed("facts: an empty object", it -> "{}"),
                sealed("facts: a list", it -> "[" + it + "]"),
                sealed("facts: an empty list", it -> "[]"),
                sealed("facts: nothing", it -> ""),
                sealed("facts: a text", it -> "\"SUCCESS\""),
                sealed("facts: v2's XML", it -> "<root><refund_status>SUCCESS</refund_status></root>"),
                sealed("facts: a key twice", it -> "{\"refund_status\":\"SUCCESS\"," + it.substring(1)),
                sealed("facts: a key of the amount twice", it -> it.replace("\"total\":", "\"total\":1,\"total\":")),
                sealed("facts: rubbish after them", it -> it + "{}"),
                sealed("facts: 5,000 deep", it -> "{\"a\":".repeat(5000)),
                amount("amount: negative", it -> it.put("refund", -9700)),
                sealed("amount: 1e30", it -> it.replace("\"total\":10000", "\"total\":1e30")),
                sealed("amount: 1e999999999", it -> it.replace("\"total\":10000", "\"total\":1e999999999")),
                amount("amount: a fraction", it -> it.put("refund", 100.5)),
                sealed("amount: with decimals", it -> it.replace("\"total\":10000", "\"total\":10000.0")),
                amount("amount: a text", it -> it.put("refund", "9700")),
                amount("amount: true", it -> it.put("refund", true)),
                sealed("amount: beyond a long", it -> it.replace("\"total\":10000", "\"total\":9223372036854775808")),
                sealed("amount: not a number", it -> it.replace("\"total\":10000", "\"total\":NaN")),
                amount("amount: another currency", it -> it.put("currency", "USD")),
                amount("amount: without refund", it -> it.remove("refund")),
                amount("amount: without total", it -> it.remove("total")),
                fact("amount: a number instead", it -> it.put("amount", 9700)),
                fact("status: unknown", it -> it.put("refund_status", "DONE")),
                fact("status: PROCESSING", it -> it.put("refund_status", "PROCESSING")),
                fact("status: in lower case", it -> it.put("refund_status", "success")),
                fact("status: null", it -> it.putNull("refund_status")),
                fact("status: under the name of another API", it -> it.set("status", it.remove("refund_status"))),
                fact("number: empty", it -> it.put("out_refund_no", "")),
                fact("number: 65 characters", it -> it.put("out_refund_no", "9".repeat(65))),
                fact("number: SQL", it -> it.put("out_refund_no", "' or '1'='1")),
                fact("number: a number", it -> it.put("out_refund_no", 1)),
                fact("success_time: no time", it -> it.put("success_time", "yesterday"))));
        for (var field : List.of(
                "mchid", "transaction_id", "out_trade_no", "refund_id", "out_refund_no", "refund_status", "amount")) {
            all.add(fact("facts: without " + field, it -> it.remove(field)));
        }
        return all;
    }

    private static List<Forgery> strangers() {
        return List.of(
                notOurs("another merchant's", "OTHER_MERCHANT", it -> it.resource.put("mchid", "1900009999")),
                notOurs("another payment", "OTHER_PAYMENT", it -> it.resource.put("transaction_id", "4200009999")),
                notOurs("another order", "OTHER_ORDER", it -> it.resource.put("out_trade_no", "NOBODYS-1")),
                notOurs("another refund id", "OTHER_REFUND_ID", it -> it.resource.put("refund_id", "5039999999")),
                notOurs("nobody's number", "UNKNOWN_NUMBER", it -> it.resource.put("out_refund_no", "NOBODYS-1")),
                notOurs("a fen more", "OTHER_AMOUNT", it -> amountOf(it)
                        .put("refund", amountOf(it).get("refund").asLong() + 1)),
                notOurs("a fen less", "OTHER_AMOUNT", it -> amountOf(it)
                        .put("refund", amountOf(it).get("refund").asLong() - 1)),
                notOurs("nothing at all", "OTHER_AMOUNT", it -> amountOf(it).put("refund", 0)),
                notOurs("another total", "OTHER_AMOUNT", it -> amountOf(it).put("total", 9999)),
                notOurs("yuan for fen", "OTHER_AMOUNT", it -> amountOf(it)
                        .put("refund", amountOf(it).get("refund").asLong() / 100)),
                notOurs(
                        "SUCCESS outside and CLOSED inside",
                        "CONTRADICTS_ITSELF",
                        it -> it.resource.put("refund_status", "CLOSED")),
                notOurs(
                        "CLOSED outside and SUCCESS inside",
                        "CONTRADICTS_ITSELF",
                        it -> it.eventType = "REFUND.CLOSED"),
                notOurs(
                        "ABNORMAL outside and SUCCESS inside",
                        "CONTRADICTS_ITSELF",
                        it -> it.eventType = "REFUND.ABNORMAL"));
    }

    private static ObjectNode amountOf(Notification it) {
        return (ObjectNode) it.resource.get("amount");
    }

    /** A genuine notification at a door beside the right one, or knocking in another way. */
    private static List<Forgery> doors() {
        var all = new ArrayList<Forgery>();
        for (var method : List.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "post")) {
            all.add(beforeUs("method: " + method, it -> it.method = method, 400, 404, 405));
        }
        all.add(beforeUs(
                "method: PUT, overridden to POST",
                it -> {
                    it.method = "PUT";
                    it.header("X-HTTP-Method-Override", "POST");
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
            all.add(beforeUs("path: " + path, it -> it.target = path, 400, 404, 405));
        }
        // Inside /api nobody unknown is told what there is.
        all.add(beforeUs(
                "path: /API/WECHAT/refund-notifications",
                it -> it.target = "/API/WECHAT/refund-notifications",
                401,
                404));
        all.add(beforeUs(
                "path: /api/Wechat/refund-notifications",
                it -> it.target = "/api/Wechat/refund-notifications",
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
            assertThat(lines.stream().filter(it -> it.getFormattedMessage().startsWith("ALARM")))
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
                onTheWay("as it is", it -> {}),
                onTheWay(
                        "names of headers in lower case",
                        it -> it.headers.forEach(h -> h[0] = h[0].toLowerCase(java.util.Locale.ROOT))),
                onTheWay(
                        "names of headers in upper case",
                        it -> it.headers.forEach(h -> h[0] = h[0].toUpperCase(java.util.Locale.ROOT))),
                onTheWay("blanks around the values", it -> it.headers.forEach(h -> h[1] = "  " + h[1] + " ")),
                onTheWay("without a type of signature, since there is one", it -> it.without(TYPE)),
                onTheWay("with a query", it -> it.target = PATH + "?x=1"),
                onTheWay("with an expired session", it -> it.header("Authorization", "Bearer abc")),
                onTheWay(
                        "in chunks",
                        it -> chunked(
                                it,
                                concat(
                                        bytes(Integer.toHexString(it.body.length) + "\r\n"),
                                        it.body,
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
