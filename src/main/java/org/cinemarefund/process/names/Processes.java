package org.cinemarefund.process.names;

import java.util.List;

/** The keys of all processes that are deployed with the application. */
public final class Processes {
    public static final List<String> OURS =
            List.of(RefundProcess.KEY, MerchantBalanceProcess.KEY, SettlementAlarmProcess.KEY, RefundSampleProcess.KEY);

    /** The only one that is started by others than ourselves. */
    public static final String STARTED_FROM_OUTSIDE = RefundProcess.KEY;

    private Processes() {}
}
