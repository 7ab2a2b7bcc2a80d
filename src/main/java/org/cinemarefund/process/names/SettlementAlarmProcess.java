package org.cinemarefund.process.names;

import java.util.Set;

/** The names of {@code processes/settlement-alarm.bpmn} in Java. */
public final class SettlementAlarmProcess {
    public static final String KEY = "settlement-alarm";

    public static final String OUT_REFUND_NO = "outRefundNo";
    public static final String APPLICATION_NO = "applicationNo";
    public static final String WHAT = "alarm";

    /** What an alarm is started with. */
    public static final Set<String> FACTS = Set.of(OUT_REFUND_NO, APPLICATION_NO, WHAT);

    private SettlementAlarmProcess() {}

    /** What people do. */
    public enum Task {
        examineAlarm
    }
}
