package org.cinemarefund.moviegoer.web;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.Registration;
import org.cinemarefund.moviegoer.IdempotencyKeys;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.Sha256;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * One application however often the button is pressed: the same key and request answer the same, another request under the
 * same key is refused, and a second one while the first still runs is told so.
 */
@Component
class ApplyOnce {
    private static final int KEY_LIMIT = 128;

    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final RefundDesk desk;
    private final RefundViews views;

    ApplyOnce(RefundDesk desk, RefundViews views) {
        this.desk = desk;
        this.views = views;
    }

    RefundApplication apply(Registration registration, String idempotencyKey, Locale locale) {
        if (idempotencyKey == null) {
            return applyNow(registration, null, locale);
        }
        if (!idempotencyKey.matches("[\\x21-\\x7e]{1," + KEY_LIMIT + "}")) {
            throw Problem.invalid("Idempotency-Key", "malformed-id");
        }
        var key = new IdempotencyKeys.Key(idempotencyKey, hash(registration));
        var slot = registration.openid() + ' ' + idempotencyKey;
        if (!running.add(slot)) {
            throw new Problem(ProblemCode.REQUEST_IN_PROGRESS);
        }
        try {
            return desk.alreadyMade(registration.openid(), key).orElseGet(() -> applyNow(registration, key, locale));
        } finally {
            running.remove(slot);
        }
    }

    private RefundApplication applyNow(Registration registration, IdempotencyKeys.Key key, Locale locale) {
        try {
            return desk.apply(registration, key);
        } catch (DuplicateKeyException e) {
            // Another node was faster: with this very key, or with this very order.
            if (key == null) {
                throw new Problem(ProblemCode.REFUND_ALREADY_OPEN);
            }
            return desk.alreadyMade(registration.openid(), key)
                    .orElseThrow(() -> new Problem(ProblemCode.REFUND_ALREADY_OPEN));
        } catch (Problem e) {
            // Another node took this very request while ours waited for the order: what is in our way is its own
            // result.
            var made = key == null ? Optional.<RefundApplication>empty() : desk.alreadyMade(registration.openid(), key);
            if (made.isPresent()) {
                return made.get();
            }
            if (e.code() == ProblemCode.QUOTE_CHANGED) {
                var quote = desk.quote(registration.openid(), registration.orderNo(), registration.reason());
                e.with("quote", views.quote(quote, locale));
            }
            if (e.code() == ProblemCode.ORDER_NOT_REFUNDABLE) {
                e.with("contact", views.contact(desk.own(registration.openid(), registration.orderNo())));
            }
            throw e;
        }
    }

    /** Over everything the request said; the language it was asked in is not part of it. */
    private static String hash(Registration registration) {
        var said = String.join(
                "\u0000",
                registration.orderNo(),
                registration.reason().name(),
                String.valueOf(registration.description()),
                String.valueOf(registration.amount()),
                String.valueOf(registration.quotedRefundAmount()),
                String.valueOf(registration.evidence()),
                new TreeSet<>(registration.acceptedNotices()).toString());
        return Sha256.hex(said);
    }
}
