package org.cinemarefund.payment.wechat;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.cinemarefund.payment.NotificationDecoder;
import org.cinemarefund.payment.NotificationInbox;
import org.cinemarefund.payment.NotificationRejected;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
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
    private static final int INSIDE = 128;
    private static final int WORKING = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Map<String, String> FAIL = Map.of("code", "FAIL", "message", "失败");

    private final NotificationDecoder decoder;
    private final NotificationInbox inbox;
    private final RefusedNotifications refusals;
    private final NotificationGate gate = new NotificationGate(INSIDE, WORKING, PATIENCE);

    RefundNotificationController(
            NotificationDecoder decoder, NotificationInbox inbox, Clock clock, MeterRegistry meters) {
        this.decoder = decoder;
        this.inbox = inbox;
        this.refusals = new RefusedNotifications(clock, meters);
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
            refusals.refused("NOT_JSON", "the content type is another");
            throw new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        }
        try {
            var notification = decoder.decode(
                    name -> Collections.list(request.getHeaders(name)), body == null ? new byte[0] : body);
            if (!gate.pass(() -> inbox.receive(notification))) {
                refusals.refused("NO_ROOM", "too many at once, they come again");
                throw new Problem(ProblemCode.TRY_LATER);
            }
            return ResponseEntity.noContent().build();
        } catch (NotificationRejected e) {
            refusals.refused(e);
            var status = e.why() == NotificationRejected.Why.UNAUTHENTIC ? 401 : 400;
            return ResponseEntity.status(status).body(FAIL);
        }
    }
}
