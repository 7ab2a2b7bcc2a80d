package org.cinemarefund.ticketing.http;

import java.net.URI;
import org.cinemarefund.ticketing.OutboundTicketing;
import org.cinemarefund.ticketing.TicketInstruction;
import org.cinemarefund.ticketing.TicketInstructions;

/** The real adapter, pointed at an address and away again by tests that share one context. */
public final class SwitchableTicketing implements OutboundTicketing {
    private final TicketInstructions instructions;
    private volatile OutboundTicketing now;

    public SwitchableTicketing(TicketInstructions instructions) {
        this.instructions = instructions;
        off();
    }

    public void off() {
        to(null);
    }

    /** @param baseUrl null for none */
    public void to(URI baseUrl) {
        now = new HttpTicketing(new TicketingProperties(baseUrl, null, null), instructions);
    }

    @Override
    public boolean configured() {
        return now.configured();
    }

    @Override
    public Confirmation confirm(TicketInstruction instruction, String orderNo, String applicationNo) {
        return now.confirm(instruction, orderNo, applicationNo);
    }
}
