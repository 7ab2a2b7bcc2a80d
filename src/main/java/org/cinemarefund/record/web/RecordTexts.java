package org.cinemarefund.record.web;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Facts;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Yuan;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/**
 * Lines of the record in words, made of their facts in the reader's language. A line that was written before there were facts
 * is shown as it was written.
 */
@Component
public class RecordTexts {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final String MOVIEGOER = "moviegoer";

    private final MessageSource messages;
    private final AlarmTexts alarms;
    private final RejectReasons rejectReasons;

    RecordTexts(MessageSource messages, AlarmTexts alarms, RejectReasons rejectReasons) {
        this.messages = messages;
        this.alarms = alarms;
        this.rejectReasons = rejectReasons;
    }

    /** The lines that a moviegoer sees: an approval that was sent back to a supervisor was not yet a decision. */
    public static List<RefundEvent> shown(List<RefundEvent> record) {
        var sentBack = record.stream()
                .filter(line -> line.kind() == RefundEvent.Kind.SENT_BACK)
                .mapToInt(RefundEvent::nr)
                .max()
                .orElse(0);
        return record.stream()
                .filter(line -> line.kind().shown())
                .filter(line -> line.kind() != RefundEvent.Kind.APPROVED || line.nr() > sentBack)
                .toList();
    }

    /** What happened, as the staff call it. */
    public String happened(RefundEvent line, Locale locale) {
        var told = text("timeline." + line.kind(), locale);
        return messages.getMessage("history." + line.kind(), null, told, locale);
    }

    /** A line of the timeline that a moviegoer reads. */
    public String told(RefundEvent line, Locale locale) {
        var key = "timeline." + line.kind();
        var facts = line.facts();
        return switch (line.kind()) {
            case CREDITED -> credited(line, locale);
            case SETTLED_OFFLINE ->
                facts.has(Fact.AMOUNT)
                        ? text(key + ".difference", locale, yuan(facts.fen(Fact.AMOUNT)))
                        : text(key, locale);
            case PAYEE_CARD_GIVEN ->
                text(
                        line.actor().equals(MOVIEGOER) ? key : key + ".by-staff",
                        locale,
                        Objects.toString(card(line, locale), ""));
            case APPROVED ->
                facts.has(Fact.DUE_AT)
                        ? text(
                                "timeline.overdue-approval",
                                locale,
                                ChinaTime.day(facts.instant(Fact.DUE_AT)).toString())
                        : facts.has(Fact.CHOICE)
                                ? text(
                                        "timeline.approved-as." + facts.code(Fact.CHOICE),
                                        locale,
                                        yuan(facts.fen(Fact.REFUND)))
                                : text(key, locale);
            case APPEALED ->
                facts.has(Fact.APPEAL)
                        ? text(key + ".by", locale, facts.code(Fact.APPEAL))
                        : text(key, locale, facts.code(Fact.APPEAL_OF));
            default -> text(key, locale);
        };
    }

    /** What a member of the staff reads beside what happened and who did it; null where that says it all. */
    public String detail(RefundEvent line, Locale locale) {
        var facts = line.facts();
        if (facts.equals(Facts.NONE)) {
            return asItWasWritten(line, locale);
        }
        return switch (line.kind()) {
            case APPLIED -> joined(" · ", coded("reason.", facts.code(Fact.REASON), locale), pictures(line, locale));
            case ESCALATED, SENT_BACK -> coded("supervisor.", facts.code(Fact.SUPERVISOR), locale);
            case REFUND_STATE ->
                joined(
                        " · ",
                        coded("state.", line.toState(), locale),
                        joined(" ", facts.code(Fact.REFUSAL), facts.code(Fact.EXPLANATION)));
            case PAYEE_CARD_GIVEN -> joined(": ", card(line, locale), words(line, Fact.COMMENT, locale));
            case CREDITED -> asItWasPaid(facts) ? null : credited(line, locale);
            case CINEMA_AT_FAULT, DIFFERENCE_DUE -> coded("screening.", facts.code(Fact.SCREENING), locale);
            case ALARM -> alarm(facts, locale);
            case PAYEE_CARD -> coded("payee-card.", facts.code(Fact.CAUSE), locale);
            case RESOLUTION, RESOLUTION_CONFIRMED, RESOLUTION_DECLINED ->
                joined(": ", choice(line, locale), words(line, Fact.COMMENT, locale));
            case RESOLUTION_REFUSED -> joined(": ", choice(line, locale), refused(facts, locale));
            case DEADLINE_MOVED, EVIDENCE_AWAITED -> text("history.until", locale, minute(facts.instant(Fact.UNTIL)));
            case APPROVED, SECOND_APPROVAL_NEEDED ->
                facts.has(Fact.DUE_AT)
                        ? text(
                                "history.overdue-approval",
                                locale,
                                minute(facts.instant(Fact.DUE_AT)),
                                facts.code(Fact.PLAN),
                                facts.code(Fact.RULE))
                        : joined(
                                ": ",
                                facts.has(Fact.CHOICE)
                                        ? text(
                                                "choice.waiting." + facts.code(Fact.CHOICE),
                                                locale,
                                                yuan(facts.fen(Fact.REFUND)))
                                        : null,
                                words(line, Fact.COMMENT, locale));
            case EVIDENCE_SUPPLIED -> joined(" · ", words(line, Fact.DESCRIPTION, locale), pictures(line, locale));
            case SETTLED_OFFLINE ->
                facts.has(Fact.AMOUNT)
                        ? joined(
                                ": ",
                                yuan(facts.fen(Fact.AMOUNT)) + bracketed(words(line, Fact.PROOF, locale)),
                                words(line, Fact.COMMENT, locale))
                        : null;
            case TICKETS -> text("history.tickets-used." + facts.code(Fact.INSTRUCTION), locale);
            case PAYMENT_CORRECTED -> facts.code(Fact.OLD_PAYMENT) + " → " + facts.code(Fact.PAYMENT);
            case REJECTED ->
                joined(
                        ": ",
                        rejectReasons.text(facts.code(Fact.REJECT_REASON), locale),
                        words(line, Fact.COMMENT, locale));
            case APPEALED -> facts.has(Fact.APPEAL) ? facts.code(Fact.APPEAL) : facts.code(Fact.APPEAL_OF);
            case SAMPLE_INSPECTED ->
                joined(": ", coded("verdict.", facts.code(Fact.VERDICT), locale), words(line, Fact.COMMENT, locale));
            case EVIDENCE_REQUESTED, BALANCE_TOPPED_UP, ALARM_EXAMINED -> words(line, Fact.COMMENT, locale);
            case POLICY_DECIDED,
                    POLICY_REJECTED,
                    NOTICE_SENT,
                    NOTICE_NOT_SENT,
                    REMINDED,
                    WITHDRAWN,
                    SUBMITTED,
                    DELAYED,
                    EVIDENCE_OVERDUE,
                    SUPERVISOR_OVERDUE -> null;
        };
    }

    /** Of before, or with nothing to say. Codes that stand alone have a text; nothing is taken out of what is more than a code. */
    private String asItWasWritten(RefundEvent line, Locale locale) {
        return switch (line.kind()) {
            case APPLIED -> coded("reason.", line.detail(), locale);
            case ESCALATED, SENT_BACK -> coded("supervisor.", line.detail(), locale);
            case REFUND_STATE -> {
                // What was prepared stands above in the sum.
                var prepared = "PREPARED".equals(line.toState());
                yield joined(" · ", coded("state.", line.toState(), locale), prepared ? null : line.detail());
            }
            case ALARM -> line.detail() == null ? null : alarms.of(line.detail(), locale);
            case PAYEE_CARD -> coded("payee-card.", line.detail(), locale);
            case POLICY_DECIDED, POLICY_REJECTED, NOTICE_SENT, NOTICE_NOT_SENT -> null;
            default -> line.detail();
        };
    }

    private String alarm(Facts facts, Locale locale) {
        return facts.has(Fact.NUMBER)
                ? text("history.elsewhere", locale, yuan(facts.fen(Fact.AMOUNT)), facts.code(Fact.NUMBER))
                : alarms.of(facts.code(Fact.ALARM), locale);
    }

    /** All of it, the way it came. */
    private static boolean asItWasPaid(Facts facts) {
        var coupon = facts.fen(Fact.COUPON);
        return !facts.has(Fact.ACCOUNT) && !facts.has(Fact.BANK) && (coupon == null || coupon == 0);
    }

    /** Where the money went if not back the way it came, and how much of it if not all. */
    private String credited(RefundEvent line, Locale locale) {
        var facts = line.facts();
        var account = facts.has(Fact.ACCOUNT) ? words(line, Fact.ACCOUNT, locale) : card(line, locale);
        var way = account == null
                ? text("timeline.CREDITED", locale)
                : text("timeline.CREDITED.elsewhere", locale, account);
        var coupon = facts.fen(Fact.COUPON);
        return coupon == null || coupon == 0
                ? way
                : text("timeline.CREDITED.coupon", locale, way, Yuan.of(facts.fen(Fact.CASH)), Yuan.of(coupon));
    }

    private String choice(RefundEvent line, Locale locale) {
        var rest = line.facts().fen(Fact.REST);
        return coded("action.", line.facts().code(Fact.ACTION), locale)
                + bracketed(card(line, locale))
                + bracketed(words(line, Fact.PROOF, locale))
                + bracketed(rest == null ? null : yuan(rest));
    }

    /** Why it was not done: a reason of its own, or the state that the money turned out to be in. */
    private String refused(Facts facts, Locale locale) {
        var cause = facts.code(Fact.CAUSE);
        var status = facts.code(Fact.STATUS);
        return messages.getMessage(
                "resolution-refused." + cause,
                new Object[] {status == null ? "" : coded("state.", status, locale)},
                coded("state.", cause, locale),
                locale);
    }

    /** Bank and last digits; null where no card is named. */
    private String card(RefundEvent line, Locale locale) {
        if (!line.facts().has(Fact.BANK)) {
            return null;
        }
        var bank = line.words(Fact.BANK);
        var digits = line.words(Fact.LAST_DIGITS);
        return bank.isEmpty() || digits.isEmpty()
                ? text("record.erased", locale)
                : text(
                        "payee-card.told",
                        locale,
                        messages.getMessage("payee-card." + bank.get(), null, bank.get(), locale),
                        digits.get());
    }

    /** Missing where none belong to the line. */
    private @Nullable String words(RefundEvent line, Fact fact, Locale locale) {
        return line.facts().has(fact) ? line.words(fact).orElseGet(() -> text("record.erased", locale)) : null;
    }

    /** How many there were; null where none were given or their words were erased. */
    private String pictures(RefundEvent line, Locale locale) {
        return line.words(Fact.PICTURES)
                .map(each -> text("record.pictures", locale, each.lines().count()))
                .orElse(null);
    }

    private static String bracketed(String text) {
        return text == null ? "" : " [" + text + "]";
    }

    /** Missing when there is nothing. */
    private static @Nullable String joined(String between, String... parts) {
        var text = Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining(between));
        return text.isEmpty() ? null : text;
    }

    private static String minute(Instant at) {
        return MINUTES.format(ChinaTime.of(at));
    }

    private static String yuan(long fen) {
        return "¥" + Yuan.of(fen);
    }

    private String coded(String prefix, String code, Locale locale) {
        return code == null ? null : messages.getMessage(prefix + code, null, code, locale);
    }

    private String text(String key, Locale locale, Object... values) {
        return messages.getMessage(key, values, locale);
    }
}
