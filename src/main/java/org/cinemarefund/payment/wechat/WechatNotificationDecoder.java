package org.cinemarefund.payment.wechat;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.NotificationDecoder;
import org.cinemarefund.payment.NotificationRejected;
import org.cinemarefund.payment.NotificationRejected.Why;
import org.cinemarefund.payment.RefundNotification;

/**
 * Reads WeChat Pay's refund notifications, in this order: who signed these bytes and when, then the envelope, then what is
 * sealed in it. Nothing of an unverified body is even parsed.
 */
final class WechatNotificationDecoder implements NotificationDecoder {
    /** WeChat allows a megabyte of ciphertext and sends a kilobyte or two. */
    static final int LARGEST_BODY_BYTES = 1_100_000;

    private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    private static final Pattern MERCHANT = Pattern.compile("[0-9A-Za-z_-]{1,32}");
    private static final Pattern EVENT = Pattern.compile("REFUND\\.(SUCCESS|ABNORMAL|CLOSED)");
    private static final Pattern STATUS = Pattern.compile("SUCCESS|ABNORMAL|CLOSED");
    private static final Pattern RESOURCE_TYPE = Pattern.compile("encrypt-resource");
    private static final Pattern ALGORITHM = Pattern.compile(Pattern.quote(ApiV3Cipher.ALGORITHM));
    private static final Pattern ORIGINAL_TYPE = Pattern.compile("refund");
    private static final Pattern CURRENCY = Pattern.compile("CNY");
    private static final Pattern CIPHERTEXT = Pattern.compile("(?s).+");
    private static final Pattern NONCE = Pattern.compile("[ -~]{12,16}");

    private final SignatureVerifier verifier;
    private final ApiV3Cipher cipher;

    WechatNotificationDecoder(SignatureVerifier verifier, ApiV3Cipher cipher) {
        this.verifier = verifier;
        this.cipher = cipher;
    }

    @Override
    public RefundNotification decode(Function<String, List<String>> header, byte[] body) throws NotificationRejected {
        if (body == null || body.length > LARGEST_BODY_BYTES) {
            throw new NotificationRejected(Why.MALFORMED, "no body, or too large a one");
        }
        var verdict = verifier.check(header, body);
        if (verdict != Verdict.GENUINE) {
            throw new NotificationRejected(Why.UNAUTHENTIC, verdict.name(), verdict.text());
        }
        try {
            var envelope = StrictJson.object(body);
            var id = envelope.text("id", ID);
            var eventType = envelope.text("event_type", EVENT);
            envelope.text("resource_type", RESOURCE_TYPE);
            var plaintext = open(envelope.object("resource"));
            return read(id, eventType, StrictJson.object(plaintext));
        } catch (StrictJson.Unreadable e) {
            throw new NotificationRejected(Why.MALFORMED, e.getMessage());
        }
    }

    private byte[] open(StrictJson resource) throws StrictJson.Unreadable, NotificationRejected {
        resource.text("algorithm", ALGORITHM);
        resource.text("original_type", ORIGINAL_TYPE);
        var associatedData = resource.optionalText("associated_data", 64);
        var nonce = resource.text("nonce", NONCE);
        byte[] ciphertext;
        try {
            ciphertext = Base64.getDecoder().decode(resource.text("ciphertext", CIPHERTEXT));
        } catch (IllegalArgumentException e) {
            throw new StrictJson.Unreadable("no proper 'ciphertext'");
        }
        try {
            return cipher.open(associatedData == null ? "" : associatedData, nonce, ciphertext);
        } catch (GeneralSecurityException e) {
            throw new NotificationRejected(Why.UNDECRYPTABLE, "check refund.wechat.pay.api-v3-key");
        }
    }

    private static RefundNotification read(String id, String eventType, StrictJson refund)
            throws StrictJson.Unreadable {
        var status = refund.text("refund_status", STATUS);
        var amount = refund.object("amount");
        // Never sent so far, so that nothing of ours compares it; but fen of another currency are not ours.
        if (amount.has("currency")) {
            amount.text("currency", CURRENCY);
        }
        var refunded = amount.fen("refund");
        var successTime = refund.optionalTime("success_time");
        return new RefundNotification(
                id,
                eventType,
                refund.text("mchid", MERCHANT),
                refund.text("out_refund_no", StrictJson.NUMBER),
                refund.text("out_trade_no", StrictJson.NUMBER),
                refund.text("transaction_id", MERCHANT),
                refund.text("refund_id", MERCHANT),
                ChannelRefund.Status.valueOf(status),
                refunded,
                amount.fen("total"),
                refund.label("user_received_account", 64),
                status.equals("SUCCESS") ? successTime : null,
                amount.payerRefund(refunded));
    }
}
