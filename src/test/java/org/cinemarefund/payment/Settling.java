package org.cinemarefund.payment;

import java.util.ArrayList;
import java.util.List;

/** Keeps what the book was told, as one line each. */
public final class Settling implements SettlementBook {
    public final List<String> changes = new ArrayList<>();
    public final List<String> alarms = new ArrayList<>();
    boolean over;

    @Override
    public void changed(RefundTransaction before, RefundTransaction after, String actor) {
        changes.add((before == null ? "-" : before.state()) + ">" + after.state() + " " + actor);
    }

    @Override
    public void requireAlive(String applicationNo) {
        if (over) {
            throw new IllegalStateException(applicationNo + " is over");
        }
    }

    @Override
    public void stray(RefundNotification notification, String what) {
        alarms.add(what);
    }

    @Override
    public void alarm(RefundTransaction transaction, String actor, String what) {
        alarms.add(what);
    }
}
