package org.cinemarefund.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cinemarefund.record.EventChain;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.simulation.Model.App;

/** What must be true after every action, whatever it was: the invariants of the product against the model and the ledger. */
final class Judges {
    private final Product product;
    private final Map<String, App> apps;
    private final Map<String, String> businessKeys = new HashMap<>();
    private final Map<String, Integer> events = new HashMap<>();
    private final Map<String, String> ended = new HashMap<>();
    private final Map<String, String> bodies = new HashMap<>();
    private final Map<String, String> newest = new HashMap<>();
    private final Set<App> seen = new HashSet<>();
    private int requestsSeen;

    Judges(Product product, Map<String, App> apps) {
        this.product = product;
        this.apps = apps;
    }

    private record Row(String applicationNo, String status, int events, long refundAmount) {}

    private record Money(String outRefundNo, String applicationNo, String orderNo, String state, long amount) {}

    private record Instance(String applicationNo, int tasks, int jobs, int incidents) {}

    void judge(Map<String, String> appOfNumber) {
        if (apps.isEmpty()) {
            return;
        }
        var names = List.copyOf(apps.keySet());
        var rows = product.jdbc
                .sql("select application_no, status, events, coalesce(refund_amount, 0) from refund_application"
                        + " where application_no in (:names)")
                .param("names", names)
                .query((row, n) -> new Row(row.getString(1), row.getString(2), row.getInt(3), row.getLong(4)))
                .list();
        var money = product.jdbc
                .sql("select out_refund_no, application_no, order_no, state, refund_amount from refund_transaction"
                        + " where application_no in (:names) order by attempt")
                .param("names", names)
                .query((row, n) -> new Money(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5)))
                .list();
        money.forEach(judgesMoney -> {
            appOfNumber.put(judgesMoney.outRefundNo(), judgesMoney.applicationNo());
            newest.put(judgesMoney.applicationNo(), judgesMoney.outRefundNo());
        });
        var instances = instances();
        rows.forEach(row -> application(row, money, instances.get(row.applicationNo())));
        cards(names);
        differences(names);
        alarms(names);
        require(
                product.runtime
                                .createProcessInstanceQuery()
                                .processDefinitionKey("merchant-balance")
                                .count()
                        <= 1,
                "two work on the merchant's account");
        ledger(appOfNumber);
        numbers(money);
    }

    /** Owed once, and with the number's sum exactly what was paid. */
    private void differences(List<String> names) {
        var owed = Set.copyOf(product.jdbc
                .sql("select d.application_no from refund_difference d join refund_application a"
                        + " on a.application_no = d.application_no"
                        + " where d.amount + a.refund_amount = a.paid_amount and d.application_no in (:names)")
                .param("names", names)
                .query(String.class)
                .list());
        apps.forEach((name, app) -> require(
                owed.contains(name) == app.owed,
                "beside the refund of %s something should %sbe owed",
                app.alias,
                app.owed ? "" : "not "));
    }

    /** A card is on file only while there is something to repair. */
    private void cards(List<String> names) {
        var given = Set.copyOf(product.jdbc
                .sql("select application_no from payee_card where application_no in (:names)")
                .param("names", names)
                .query(String.class)
                .list());
        apps.forEach((name, app) -> require(
                given.contains(name) == app.card,
                "the card of %s should %sbe on file",
                app.alias,
                app.card ? "" : "not "));
    }

    private void alarms(List<String> names) {
        if (apps.values().stream().noneMatch(app -> app.alarmed && !seen.contains(app))) {
            return;
        }
        var raised = Set.copyOf(product.jdbc
                .sql("select application_no from refund_event where event = 'ALARM' and application_no in (:names)")
                .param("names", names)
                .query(String.class)
                .list());
        apps.forEach((name, app) -> {
            if (app.alarmed && seen.add(app)) {
                require(raised.contains(name), "a contradiction about %s and no alarm", app.alias);
                require(
                        product.tasks
                                        .createTaskQuery()
                                        .processDefinitionKey("settlement-alarm")
                                        .processVariableValueEquals("applicationNo", name)
                                        .count()
                                > 0,
                        "a contradiction about %s and nobody looks",
                        app.alias);
            }
        });
    }

    private static void require(boolean holds, String what, Object... words) {
        if (!holds) {
            throw new AssertionError(what.formatted(words));
        }
    }

    private void application(Row row, List<Money> money, Instance instance) {
        var app = apps.get(row.applicationNo());
        require(
                row.status().equals(app.status.name()),
                "model: %s is %s, and should be %s",
                app.alias,
                row.status(),
                app.status);
        var own = money.stream()
                .filter(judgesMoney -> judgesMoney.applicationNo().equals(row.applicationNo()))
                .toList();
        var last = own.isEmpty() ? null : own.get(own.size() - 1);
        require(
                Objects.equals(app.money, last == null ? null : last.state()),
                "model: the money of %s is %s, and should be %s",
                app.alias,
                last == null ? null : last.state(),
                app.money);
        var before = ended.get(row.applicationNo());
        require(before == null || before.equals(row.status()), "I12: %s was %s", app.alias, before);
        if (app.status.over()) {
            ended.put(row.applicationNo(), row.status());
        }
        if (row.status().equals("REFUNDED")) {
            require(
                    own.stream().anyMatch(judgesMoney -> paid(judgesMoney, row.refundAmount())),
                    "I4: %s is REFUNDED, and WeChat's ledger does not say so",
                    app.alias);
        }
        require(app.status.over() || instance != null, "I8: %s is %s and nobody works on it", app.alias, app.status);
        if (instance != null) {
            require(
                    instance.tasks() + instance.jobs() + instance.incidents() > 0,
                    "I9: %s waits for nothing that will ever come",
                    app.alias);
            require(instance.incidents() == 0 || app.displaced, "an incident of %s", app.alias);
        }
        chain(row, app);
    }

    private boolean paid(Money money, long amount) {
        return product.sandbox
                .sandbox()
                .refund(money.outRefundNo())
                .filter(found -> found.status() == Status.SUCCESS
                        && found.refundAmount() == amount
                        && money.amount() == amount
                        && !found.receivedAccount().startsWith("商户"))
                .isPresent();
    }

    private void chain(Row row, App app) {
        if (row.events() == events.getOrDefault(row.applicationNo(), 0)) {
            return;
        }
        var stored = product.applications.find(row.applicationNo()).orElseThrow();
        require(
                EventChain.unbroken(
                        product.applications.eventsOf(row.applicationNo()),
                        stored.head().hash()),
                "the record of %s is broken",
                app.alias);
        events.put(row.applicationNo(), row.events());
    }

    /** Everything WeChat heard and did. */
    private void ledger(Map<String, String> appOfNumber) {
        var ledger = product.sandbox.sandbox().ledger();
        require(ledger.violations().isEmpty(), "I1/I2: %s", ledger.violations());
        var requests = ledger.requests();
        for (var request : requests.subList(requestsSeen, requests.size())) {
            if (request.api().equals(Ledger.SUBMIT)) {
                sent(request, appOfNumber);
            }
        }
        requestsSeen = requests.size();
        var bound = new HashMap<String, Long>();
        for (var refund : product.sandbox.sandbox().refunds()) {
            if (refund.status() != Status.CLOSED) {
                require(
                        bound.put(refund.transactionId(), refund.refundAmount()) == null,
                        "I1: two refunds of one order");
                require(refund.refundAmount() <= refund.totalAmount(), "I2: more than was paid");
            }
        }
        var told = new HashSet<String>();
        ledger.messages().stream()
                .filter(message -> message.template().equals("credited"))
                .forEach(message -> require(told.add(message.openid()), "a second credit notice"));
    }

    private void sent(Ledger.Request request, Map<String, String> appOfNumber) {
        var app = apps.get(appOfNumber.get(request.outRefundNo()));
        require(app != null, "I3: a number nobody approved was sent");
        // It may have been settled by the very answer.
        require(
                Set.of("REFUNDING", "REFUNDED").contains(app.status.name()),
                "I3: money of %s was asked for, which is %s",
                app.alias,
                app.status);
        var first = bodies.putIfAbsent(request.outRefundNo(), request.bodySha256());
        require(first == null || first.equals(request.bodySha256()), "the same number with other bytes");
    }

    /** A further number needs the end of the one before and a person. */
    private void numbers(List<Money> money) {
        var byApp = new HashMap<String, List<Money>>();
        money.forEach(judgesMoney -> byApp.computeIfAbsent(judgesMoney.applicationNo(), key -> new ArrayList<>())
                .add(judgesMoney));
        byApp.forEach((applicationNo, own) -> {
            for (var old : own.subList(0, own.size() - 1)) {
                require(
                        product.sandbox
                                .sandbox()
                                .refund(old.outRefundNo())
                                .map(SandboxRefund::status)
                                .filter(Status.CLOSED::equals)
                                .isPresent(),
                        "a new number although the old one is not closed");
            }
            require(
                    own.size() == 1 || decisions(applicationNo) >= own.size() - 1,
                    "a new number that nobody decided on");
        });
    }

    private int decisions(String applicationNo) {
        return product.jdbc
                .sql("select count(*) from refund_event where application_no = ? and event = 'RESOLUTION'"
                        + " and facts like '%\"action\":\"NEW_NUMBER\"%'")
                .param(applicationNo)
                .query(Integer.class)
                .single();
    }

    private Map<String, Instance> instances() {
        var all = new HashMap<String, Instance>();
        product.jdbc
                .sql(
                        "select e.business_key_,"
                                + " (select count(*) from act_ru_task t where t.proc_inst_id_ = e.id_),"
                                + " (select count(*) from act_ru_job j where j.process_instance_id_ = e.id_ and j.retries_ > 0),"
                                + " (select count(*) from act_ru_incident i where i.proc_inst_id_ = e.id_)"
                                + " from act_ru_execution e where e.parent_id_ is null and e.proc_def_id_ like 'refund-approval:%'")
                .query((row, n) -> new Instance(row.getString(1), row.getInt(2), row.getInt(3), row.getInt(4)))
                .list()
                .forEach(instance -> all.put(instance.applicationNo(), instance));
        return all;
    }

    long running() {
        return instances().keySet().stream().filter(apps::containsKey).count();
    }

    String businessKey(String processInstanceId) {
        return businessKeys.computeIfAbsent(processInstanceId, id -> product.jdbc
                .sql("select business_key_ from act_ru_execution where id_ = ?")
                .param(id)
                .query(String.class)
                .single());
    }

    /** The engine's id of what works on it; null when that is over. */
    String instance(String applicationNo) {
        return product.jdbc
                .sql("select id_ from act_ru_execution where parent_id_ is null and business_key_ = ?"
                        + " and proc_def_id_ like 'refund-approval:%'")
                .param(applicationNo)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    String newestNumber(String applicationNo) {
        return newest.get(applicationNo);
    }

    /** All that a moviegoer or an auditor could see. */
    List<String> everything() {
        return product.jdbc
                .sql("select a.application_no, a.status, t.out_refund_no, t.state from refund_application a"
                        + " left join refund_transaction t on t.application_no = a.application_no"
                        + " where a.application_no in (:names) order by 1, 3")
                .param("names", List.copyOf(apps.keySet()))
                .query((row, n) -> row.getString(1) + row.getString(2) + row.getString(3) + row.getString(4))
                .list();
    }
}
