package org.cinemarefund.operations;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a failed step means, in three sentences for people: what failed, where the moviegoer's money is meanwhile, and what to
 * do. The sentences are texts {@code incident.step.<activity>}, {@code incident.money.<money>} and
 * {@code incident.action.<cause>}; the cause itself is {@code incident.cause.<cause>}.
 */
public final class IncidentGuide {

    /** Where the money is while the step waits. */
    public enum Money {
        /** Nobody decided yet. */
        UNDECIDED,
        /** Approved, and no byte has left for WeChat. */
        NOT_SENT,
        /** May be at WeChat already; asked for again under the same number. */
        SENT,
        /** WeChat would not, and no money moved; sent again under the same number. */
        WAITING,
        /** At WeChat, and finance is about it. */
        IN_REPAIR,
        /** The payer has it. */
        ARRIVED,
        /** Finance paid it another way. */
        PAID_OUTSIDE,
        /** This application pays nothing. */
        NONE
    }

    /** What made the step fail, as far as it can be told from what was thrown; the first that fits. */
    public enum Cause {
        /** Somebody moved a token: the step has nothing to work on. */
        MOVED_BY_HAND(
                "a-token-was-moved-by-hand",
                "no approval is stored for|finance chose no repair for|, not to be sent" + "|ACTION_NOT_ALLOWED"),
        TICKETING("the-ticketing-system-does-not-confirm", "(?m)^(?:Caused by: )?[\\w.]*\\.TicketingUnavailable\\b"),
        /** Two did the same at once, and this one was the slower. */
        OVERTAKEN(
                "somebody-else-was-faster",
                "(?m)^(?:Caused by: )?[\\w.]*\\."
                        + "(?:OptimisticLockingException|CannotAcquireLockException|PessimisticLockingFailureException)\\b"),
        DATABASE(
                "the-database-was-away",
                "(?m)^(?:Caused by: )?(?:java\\.sql|org\\.postgresql|org\\.h2|com\\.zaxxer"
                        + "|org\\.apache\\.ibatis|org\\.springframework\\.(?:dao|jdbc|transaction))\\."),
        KEYS(
                "a-key-or-setting-cannot-be-used",
                "(?m)^(?:Caused by: )?java\\.security\\.|private key cannot sign"
                        + "|public key cannot encrypt|refund\\.wechat\\.[a-z.-]+ "),
        /** A fault of ours that nobody has foreseen. */
        OTHER("a-fault-of-ours", "");

        private final String runbook;
        private final Pattern sign;

        Cause(String runbook, String sign) {
            this.runbook = runbook;
            this.sign = Pattern.compile(sign);
        }

        /** The section of {@code docs/operations.md} that says more. */
        public String runbook() {
            return runbook;
        }

        /** Whether trying again is what helps, once the cause is mended. */
        public boolean retryHelps() {
            return this != MOVED_BY_HAND;
        }

        static Cause of(String trace) {
            return Stream.of(values())
                    .filter(cause -> cause.sign.matcher(trace).find())
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    /** Every step and timer that runs by itself, by its id in the diagrams. */
    private static final Map<String, Money> MONEY = Map.ofEntries(
            Map.entry("reviewReminder", Money.UNDECIDED),
            Map.entry("reviewOverdue", Money.UNDECIDED),
            Map.entry("supervisorOverdue", Money.UNDECIDED),
            Map.entry("sendEvidenceRequest", Money.UNDECIDED),
            Map.entry("evidenceOverdue", Money.UNDECIDED),
            Map.entry("confirmVoid", Money.NOT_SENT),
            Map.entry("submitRefund", Money.SENT),
            Map.entry("balanceTryDue", Money.WAITING),
            Map.entry("settlementPollDue", Money.SENT),
            Map.entry("queryRefund", Money.SENT),
            Map.entry("sendCreditNotice", Money.ARRIVED),
            Map.entry("verifyResolution", Money.IN_REPAIR),
            Map.entry("repairRefund", Money.IN_REPAIR),
            Map.entry("resolvePollDue", Money.IN_REPAIR),
            Map.entry("confirmPollDue", Money.IN_REPAIR),
            Map.entry("queryWhileResolving", Money.IN_REPAIR),
            Map.entry("sendOfflineNotice", Money.PAID_OUTSIDE),
            Map.entry("confirmRelease", Money.NONE),
            Map.entry("sendRejectionNotice", Money.NONE),
            Map.entry("balanceLookDue", Money.WAITING),
            Map.entry("tryOneRefund", Money.WAITING),
            Map.entry("nextTrialDue", Money.WAITING),
            Map.entry("wakeWaitingRefunds", Money.WAITING),
            Map.entry("nextShareDue", Money.WAITING));

    /** The step after which money may have left: whether it has is told by the stored state of the number. */
    public static final String SENDING_STEP = "submitRefund";

    private IncidentGuide() {}

    /** Those it has sentences for. */
    public static List<String> activities() {
        return MONEY.keySet().stream().sorted().toList();
    }

    /**
     * Where the money is.
     *
     * @param maybeSent whether bytes of the refund may have left for WeChat, as our row says
     * @return empty for a step that this release does not know, of an older or a newer diagram
     */
    public static Optional<Money> money(String activity, boolean maybeSent) {
        if (activity.equals(SENDING_STEP) && !maybeSent) {
            return Optional.of(Money.NOT_SENT);
        }
        return Optional.ofNullable(MONEY.get(activity));
    }

    /** @param trace what was thrown, whole or as its message */
    public static Cause cause(String trace) {
        return Cause.of(trace);
    }

    /** All sections of the runbook it leads to. */
    public static List<String> runbooks() {
        return Arrays.stream(Cause.values()).map(Cause::runbook).toList();
    }
}
