package org.cinemarefund.finance.web;

import java.util.Locale;
import java.util.regex.Pattern;
import org.cinemarefund.finance.FinanceDesk.Action;
import org.cinemarefund.finance.MoneyState;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.RefundTransaction.Answer;
import org.cinemarefund.shared.VisibleText;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** A refund's money in sentences: what happened, where the money is, what WeChat answered, and what each choice of finance does. */
@Component
public class MoneyTexts {
    /** As our own client words what it could make nothing of, with the channel's code where there was one. */
    private static final Pattern OWN_WORDS =
            Pattern.compile("(?:operator: )?[1-5][0-9]{2}(?: ([A-Z_]{1,64}))?: .*|200, but .*"
                    + "|no usable answer: .*|not sent: .*|the repair was not taken: .*");

    private static final String NOT_ENOUGH = "NOT_ENOUGH";

    private final MessageSource messages;

    MoneyTexts(MessageSource messages) {
        this.messages = messages;
    }

    /**
     * What the channel answered last.
     *
     * @param text in our words
     * @param quote its own words, in Chinese; missing where it said none
     * @param code small beside it, for whoever asks WeChat; missing where there was none
     */
    public record AnswerView(
            String text, @Nullable String quote, @Nullable String code) {}

    /**
     * What a choice does.
     *
     * @param does what will happen
     * @param sends what leaves for WeChat
     * @param people whether a second person is needed
     * @param undo what can be taken back, or cannot
     */
    public record EffectView(String does, String sends, String people, String undo) {}

    /** What happened. */
    public String what(RefundTransaction refund, Locale locale) {
        return text("money.what." + aspect(refund), locale);
    }

    /** Where the money is, and whether it is safe. */
    public String where(RefundTransaction refund, Locale locale) {
        return text("money.where." + aspect(refund), locale);
    }

    /** The state, told apart where that makes another story. */
    static String aspect(RefundTransaction refund) {
        var state = refund.state();
        if (state == RefundState.REFUSED && refund.refusal().moreThanLeft()) {
            return state + ".ELSEWHERE";
        }
        if (state == RefundState.ABNORMAL && refund.repair().open()) {
            return state + ".ASKED";
        }
        if (state == RefundState.UNKNOWN && refund.calls().lastAnswer() == Answer.NOT_FOUND_SIGNED) {
            return state + ".NOT_THERE";
        }
        return state.name();
    }

    /** Missing where it said nothing that explains the state. */
    public @Nullable AnswerView answer(RefundTransaction refund, Locale locale) {
        var cause = refund.cause();
        var own = cause == null ? null : OWN_WORDS.matcher(cause);
        var ours = own != null && own.matches();
        var code = code(refund, ours ? own.group(1) : null);
        var quote = ours ? null : VisibleText.of(cause);
        if (code != null) {
            return new AnswerView(
                    messages.getMessage("channel-code." + code, null, text("channel-code.other", locale), locale),
                    quote,
                    code);
        }
        if (cause == null) {
            return null;
        }
        return new AnswerView(text("channel-answer." + kind(cause, ours), locale), quote, null);
    }

    private static @Nullable String code(RefundTransaction refund, @Nullable String ofTheAnswer) {
        if (refund.refusal().code() != null) {
            return refund.refusal().code();
        }
        if (refund.refusal().unlisted() != null) {
            return refund.refusal().unlisted();
        }
        return refund.state() == RefundState.WAITING_FOR_BALANCE ? NOT_ENOUGH : ofTheAnswer;
    }

    private static String kind(String cause, boolean ours) {
        if (!ours) {
            return "said";
        }
        if (cause.startsWith("not sent")) {
            return "not-sent";
        }
        if (cause.startsWith("the repair")) {
            return "repair-not-taken";
        }
        return cause.startsWith("no usable") ? "none" : "unreadable";
    }

    /** Of a choice of finance in the state that the money is in. */
    public EffectView effect(Action action, RefundState state, Locale locale) {
        return new EffectView(
                ofAction("action-does.", action, state, locale),
                ofAction("action-sends.", action, state, locale),
                text(action.needsTwo() ? "action-people.two" : "action-people.one", locale),
                ofAction("action-undo.", action, state, locale));
    }

    private String ofAction(String key, Action action, RefundState state, Locale locale) {
        var usual = text(key + action, locale);
        return messages.getMessage(key + action + "." + state, null, usual, locale);
    }

    public String state(MoneyState state, Locale locale) {
        return state == MoneyState.DIFFERENCE ? text("money.state.DIFFERENCE", locale) : text("state." + state, locale);
    }

    /** Who has to act, or what happens by itself. */
    public String next(MoneyState state, Locale locale) {
        return text("money.next." + state, locale);
    }

    private String text(String key, Locale locale) {
        return messages.getMessage(key, null, locale);
    }
}
