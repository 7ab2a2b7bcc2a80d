package org.cinemarefund.application.web;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.policy.Deal;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** A deal as people read it: sum by sum, and the rule it was made by. */
@Component
public class DealViews {
    private final MessageSource messages;

    DealViews(MessageSource messages) {
        this.messages = messages;
    }

    /**
     * @param group what becomes of it: PAID, KEPT, BACK, or ELSEWHERE for what went back by another way
     * @param amount fen, positive
     */
    public record LineView(String kind, Group group, long amount, String text) {

        public enum Group {
            PAID,
            KEPT,
            BACK,
            ELSEWHERE
        }
    }

    public record RuleView(String plan, String ruleId, String version, String clause) {}

    /** The rule as it was frozen with the application. */
    public static RuleView rule(RefundApplication application, Locale locale) {
        return rule(
                application.deal(),
                locale.getLanguage().equals("en")
                        ? application.agreed().clauseEn()
                        : application.agreed().clauseZh());
    }

    public static RuleView rule(Deal deal, String clause) {
        return new RuleView(deal.plan(), deal.ruleId(), deal.version(), clause);
    }

    /** What is paid if a person confirms the fault that is claimed. */
    public record ConfirmedView(long refundAmount, List<LineView> lines) {}

    /** Null where no fault is claimed. */
    public ConfirmedView ifConfirmed(Deal deal, Locale locale) {
        return deal.ifConfirmed()
                .map(all -> new ConfirmedView(all.refundAmount(), lines(all.lines(), all.refundAmount(), locale)))
                .orElse(null);
    }

    public List<LineView> lines(Deal deal, Locale locale) {
        return lines(deal.lines(), deal.refundAmount(), locale);
    }

    private List<LineView> lines(List<Deal.Line> lines, long refundAmount, Locale locale) {
        var back = refundAmount > 0
                ? Stream.of(line("REFUND", LineView.Group.BACK, refundAmount, locale))
                : Stream.<LineView>empty();
        return Stream.concat(
                        lines.stream().map(line -> line(line.kind(), group(line), Math.abs(line.amount()), locale)),
                        back)
                .toList();
    }

    private LineView line(String kind, LineView.Group group, long amount, Locale locale) {
        return new LineView(kind, group, amount, messages.getMessage("line." + kind, null, locale));
    }

    private static LineView.Group group(Deal.Line line) {
        if (line.kind().equals(Deal.REFUNDED_ELSEWHERE)) {
            return LineView.Group.ELSEWHERE;
        }
        return line.amount() < 0 ? LineView.Group.KEPT : LineView.Group.PAID;
    }
}
