package org.cinemarefund.payment;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The last door before the channel: while a gate is closed nothing that could move money goes through, whoever calls. */
public final class GatedGateway implements PaymentGateway {
    private final PaymentGateway channel;
    private final Supplier<Stream<SendingGate>> gates;

    public GatedGateway(PaymentGateway channel, Supplier<Stream<SendingGate>> gates) {
        this.channel = channel;
        this.gates = gates;
    }

    @Override
    public byte[] compose(RefundOrder order) {
        return channel.compose(order);
    }

    @Override
    public SubmitReply submit(RefundOrder order, byte[] request) {
        return closed().<SubmitReply>map(why -> new SubmitReply.Unknown("not sent: " + why, false))
                .orElseGet(() -> channel.submit(order, request));
    }

    @Override
    public QueryReply query(RefundOrder order) {
        return channel.query(order);
    }

    @Override
    public RepairReply repair(RefundOrder order, String refundId, Repair how) {
        return closed().<RepairReply>map(why -> new RepairReply.Unknown("not sent: " + why, false))
                .orElseGet(() -> channel.repair(order, refundId, how));
    }

    private Optional<String> closed() {
        return gates.get().flatMap(gate -> gate.closed().stream()).findFirst();
    }
}
