package org.cinemarefund.process.names;

/** The names of {@code processes/refund-sample.bpmn} in Java. */
public final class RefundSampleProcess {
    public static final String KEY = "refund-sample";

    public static final String APPLICATION_NO = "applicationNo";

    private RefundSampleProcess() {}

    /** Another one than the refund's own: whoever looks for that finds one process. */
    public static String businessKey(String applicationNo) {
        return "SAMPLE-" + applicationNo;
    }

    /** What people do. */
    public enum Task {
        inspectSample
    }
}
