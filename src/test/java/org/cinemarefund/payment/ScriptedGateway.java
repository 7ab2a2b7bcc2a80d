package org.cinemarefund.payment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers what the test says next, and keeps what was sent. */
public final class ScriptedGateway implements PaymentGateway {
    private final Deque<SubmitReply> submits = new ArrayDeque<>();
    private final Deque<QueryReply> queries = new ArrayDeque<>();
    private final Deque<RepairReply> repairs = new ArrayDeque<>();
    public final List<String> sent = new ArrayList<>();
    public final List<String> asked = new ArrayList<>();
    public final List<Repair> repaired = new ArrayList<>();
    public Runnable whileCalling = () -> {};
    public int composed;

    public ScriptedGateway submits(SubmitReply reply) {
        submits.add(reply);
        return this;
    }

    public ScriptedGateway queries(QueryReply reply) {
        queries.add(reply);
        return this;
    }

    public ScriptedGateway repairs(RepairReply reply) {
        repairs.add(reply);
        return this;
    }

    @Override
    public byte[] compose(RefundOrder order) {
        return (order.outRefundNo() + " " + order.refundAmount() + "/" + order.totalAmount() + " #" + ++composed)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public SubmitReply submit(RefundOrder order, byte[] request) {
        sent.add(new String(request, StandardCharsets.UTF_8));
        whileCalling.run();
        return submits.remove();
    }

    @Override
    public QueryReply query(RefundOrder order) {
        asked.add(order.outRefundNo());
        whileCalling.run();
        return queries.remove();
    }

    @Override
    public RepairReply repair(RefundOrder order, String refundId, Repair how) {
        repaired.add(how);
        whileCalling.run();
        return repairs.remove();
    }
}
