package org.cinemarefund.payment.wechat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Map;
import org.cinemarefund.payment.NotificationDecoder;
import org.cinemarefund.payment.NotificationInbox;
import org.cinemarefund.payment.NotificationRejected;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where WeChat Pay tells us how a refund ended. Stored before it is acknowledged, and what could not be stored is thrown on, so that
 * it comes again; no login, the signature is the proof.
 */
@RestController
class RefundNotificationController {
    private static final Logger log = LoggerFactory.getLogger(RefundNotificationController.class);
    private static final Map<String, String> FAIL = Map.of("code", "FAIL", "message", "失败");

    private final NotificationDecoder decoder;
    private final NotificationInbox inbox;

    RefundNotificationController(NotificationDecoder decoder, NotificationInbox inbox) {
        this.decoder = decoder;
        this.inbox = inbox;
    }

    private static boolean isJson(String contentType) {
        try {
            return MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(contentType));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    @PostMapping("/api/wechat/refund-notifications")
    ResponseEntity<Map<String, String>> receive(
            HttpServletRequest request, @RequestBody(required = false) byte[] body) {
        if (request.getContentType() != null && !isJson(request.getContentType())) {
            throw new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        }
        try {
            inbox.receive(decoder.decode(
                    name -> Collections.list(request.getHeaders(name)), body == null ? new byte[0] : body));
            return ResponseEntity.noContent().build();
        } catch (NotificationRejected e) {
            log.warn("refund notification refused: {} {}", e.why(), e.getMessage());
            var status = e.why() == NotificationRejected.Why.UNAUTHENTIC ? 401 : 400;
            return ResponseEntity.status(status).body(FAIL);
        }
    }
}
