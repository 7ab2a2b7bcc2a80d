package org.cinemarefund.payment.wechat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.cinemarefund.payment.Repair;
import org.jspecify.annotations.Nullable;

/**
 * WeChat's application for an abnormal refund.
 *
 * @param keySerial the key its fields are encrypted under; missing when there are none
 */
record RepairRequest(byte[] body, @Nullable String keySerial) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static RepairRequest of(String outRefundNo, Repair how) {
        var request = JsonNodeFactory.instance.objectNode().put("out_refund_no", outRefundNo);
        String keySerial = null;
        if (how instanceof Repair.ToCard card) {
            request.put("type", "USER_BANK_CARD")
                    .put("bank_type", card.card().bankType())
                    .put("bank_account", card.card().sealedAccount())
                    .put("real_name", card.card().sealedName());
            keySerial = card.card().keySerial();
        } else {
            request.put("type", "MERCHANT_BANK_CARD");
        }
        try {
            return new RepairRequest(JSON.writeValueAsBytes(request), keySerial);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an application for an abnormal refund cannot be written");
        }
    }

    /** Card data, even encrypted, does not belong in a log. */
    @Override
    public String toString() {
        return "RepairRequest";
    }
}
