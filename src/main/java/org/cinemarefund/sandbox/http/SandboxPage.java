package org.cinemarefund.sandbox.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.sandbox.Sandbox;
import org.cinemarefund.sandbox.Scenario;

/** What the sandbox knows, for people to look at. It changes nothing. */
final class SandboxPage {
    private static final int SHOWN = 50;
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Sandbox sandbox;

    SandboxPage(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    String html() {
        var ledger = sandbox.ledger();
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>Sandbox</title>
                <style>
                body{font:14px/1.5 system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em;color:#222}
                .list{overflow-x:auto}table{border-collapse:collapse;min-width:100%%}
                th,td{text-align:left;padding:.25em 1.25em .25em 0;border-bottom:1px solid #ddd;vertical-align:top;white-space:nowrap}
                td:last-child{white-space:normal;min-width:12em;overflow-wrap:anywhere}
                h2{margin:1.6em 0 .4em;font-size:1.25em}td{font-size:13px}
                code,pre{background:#f4f4f4;padding:.1em .3em}pre{overflow-x:auto;padding:.6em}.none{color:#777}
                .violations .list{border-left:4px solid #b00020;padding-left:.75em}
                </style></head><body>
                <h1>WeChat Pay and mini-program sandbox</h1>
                <p>Merchant %s. Balance: %s. No money moves here. The newest %d of each list are shown, newest first; times are China's.</p>
                <h2>Violations</h2><div class="violations">%s</div>
                <h2>Refunds</h2>%s
                <h2>Requests</h2>%s
                <h2>Notifications</h2>%s
                <h2>Messages</h2>%s
                <h2>Scenarios</h2>
                <p>Chosen by an order's transaction id or the merchant's own number, by the beginning of a sample transaction id
                (28 digits), or for every order:</p>
                <pre>curl -H 'Content-Type: application/json' -d '{"order":"…","scenario":"CALLBACK_LOST"}' http://127.0.0.1:PORT/sandbox/scenarios
                curl -H 'Content-Type: application/json' -d '{"scenario":"SLOW_ANSWER","delayMillis":3000}' http://127.0.0.1:PORT/sandbox/defaults
                curl -H 'Content-Type: application/json' -d '{"fen":100000}' http://127.0.0.1:PORT/sandbox/balance
                curl -H 'Content-Type: application/json' -d '{"expired":true}' http://127.0.0.1:PORT/sandbox/merchant-certificate
                curl -H 'Content-Type: application/json' -d '{"fen":500,"total":10000}' http://127.0.0.1:PORT/sandbox/orders/TRANSACTION_ID/refunds
                curl -H 'Content-Type: application/json' -d '{"status":"SUCCESS"}' http://127.0.0.1:PORT/sandbox/refunds/OUT_REFUND_NO/state
                curl -H 'Content-Type: application/json' -d '{"user":"alice","template":"credited","count":0}' http://127.0.0.1:PORT/sandbox/grants
                curl -H 'Content-Type: application/json' -d '{}' http://127.0.0.1:PORT/sandbox/reset</pre>
                <p>Log in as anybody with a code of the form <code>demo-&lt;name&gt;-&lt;anything&gt;</code>, each once.</p>
                %s
                <h3>In force</h3>%s
                </body></html>
                """.formatted(
                escaped(sandbox.keys().merchantId()),
                escaped(sandbox.balance().map(number -> number + " fen").orElse("unlimited")),
                SHOWN,
                table(
                        List.of("at", "violation", "refund number", "order", "detail"),
                        ledger.violations(),
                        violation -> cells(
                                violation.at(),
                                violation.kind(),
                                violation.outRefundNo(),
                                violation.order(),
                                violation.detail())),
                table(
                        List.of("created", "refund number", "order", "fen", "state", "received by", "scenario"),
                        sandbox.refunds(),
                        refund -> cells(
                                refund.createdAt(),
                                refund.outRefundNo(),
                                refund.transactionId(),
                                refund.refundAmount() + " of " + refund.totalAmount(),
                                refund.status(),
                                refund.receivedAccount(),
                                refund.scenario())),
                table(
                        List.of("at", "call", "refund number", "order", "fen", "scenario", "answer"),
                        ledger.requests(),
                        request -> cells(
                                request.at(),
                                request.api(),
                                request.outRefundNo(),
                                request.order(),
                                request.amount(),
                                request.scenario(),
                                request.answer())),
                table(
                        List.of("at", "event", "refund number", "attempt", "to", "flaw", "answer"),
                        ledger.callbacks(),
                        callback -> cells(
                                callback.at(),
                                callback.eventType(),
                                callback.outRefundNo(),
                                callback.attempt(),
                                callback.url(),
                                callback.flaw(),
                                callback.answer())),
                table(
                        List.of("at", "to", "template", "page", "values"),
                        ledger.messages(),
                        message -> cells(
                                message.at(), message.openid(), message.template(), message.page(), message.values())),
                table(
                        List.of("scenario", "sample id begins with", "what happens"),
                        List.of(Scenario.values()),
                        scenario -> cells(scenario, "420099%02d".formatted(scenario.code()), scenario.description()),
                        Integer.MAX_VALUE),
                inForce());
    }

    private String inForce() {
        var rows = new ArrayList<List<Object>>();
        sandbox.scenarios().forEach((order, choice) -> rows.add(cells(order, choice.scenario(), choice.times())));
        rows.add(cells(
                "every other order",
                sandbox.scenarioByDefault().scenario(),
                sandbox.scenarioByDefault().times()));
        return table(List.of("order", "scenario", "times"), rows, list -> list, Integer.MAX_VALUE);
    }

    private static List<Object> cells(Object... values) {
        return Stream.of(values).map(SandboxPage::cell).toList();
    }

    private static Object cell(Object value) {
        if (value instanceof Instant at) {
            return SECONDS.format(at.atOffset(ZoneOffset.ofHours(8)));
        }
        return value == null ? "" : value;
    }

    private static <T> String table(
            List<String> head, List<T> rows, java.util.function.Function<T, List<Object>> cells) {
        var newestFirst = new ArrayList<>(rows);
        java.util.Collections.reverse(newestFirst);
        return rows.isEmpty() ? "<p class=\"none\">None.</p>" : table(head, newestFirst, cells, SHOWN);
    }

    private static <T> String table(
            List<String> head, List<T> rows, java.util.function.Function<T, List<Object>> cells, int limit) {
        var html = new StringBuilder("<div class=\"list\"><table><tr>");
        head.forEach(text -> html.append("<th>").append(escaped(text)).append("</th>"));
        html.append("</tr>\n");
        rows.stream().limit(limit).forEach(row -> html.append("<tr>")
                .append(cells.apply(row).stream()
                        .map(value -> "<td>" + escaped(value.toString()) + "</td>")
                        .collect(Collectors.joining()))
                .append("</tr>\n"));
        return html.append("</table></div>").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
