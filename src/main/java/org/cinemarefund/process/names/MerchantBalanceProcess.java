package org.cinemarefund.process.names;

/** The names of {@code processes/merchant-balance.bpmn} in Java. */
public final class MerchantBalanceProcess {
    public static final String KEY = "merchant-balance";

    private MerchantBalanceProcess() {}

    /** What people do. */
    public enum Task {
        topUpMerchantAccount
    }
}
