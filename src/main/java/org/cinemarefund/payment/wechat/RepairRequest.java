package org.cinemarefund.payment.wechat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.cinemarefund.payment.Repair;

/**
 * WeChat's application for an abnormal refund.
 *
 * @param keySerial the key its fields are encrypted under; null when there are none
 */
record RepairRequest(byte[] body, String keySerial) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static RepairRequest of(String outRefundNo, Repair how) {
        var request = JsonNodeFactory.instance.objectNode().put("out_refund_no", outRefundNo);
        String keySerial = null;
        if (how instanceof Repair.ToCard it) {
            request.put("type", "USER_BANK_CARD")
                    .put("bank_type", it.card().bankType())
                    .put("bank_account", it.card().sealedAccount())
                    .put("real_name", it.card().sealedName());
            keySerial = it.card().keySerial();
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
