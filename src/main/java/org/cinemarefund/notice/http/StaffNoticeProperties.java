package org.cinemarefund.notice.http;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The group robot that tells the staff of waiting work.
 *
 * @param webhookUrl holds the robot's key and is a secret as a whole; none = nobody is told
 */
@ConfigurationProperties("refund.staff-notice")
public record StaffNoticeProperties(URI webhookUrl) {

    @Override
    public String toString() {
        return "StaffNoticeProperties[]";
    }
}
