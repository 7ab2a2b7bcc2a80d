package org.cinemarefund.ticketing.http;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the order system takes instructions itself. Without an address it reads our feed and nothing is sent.
 *
 * @param baseUrl {@code /ticket-instructions} is added to it
 * @param username for HTTP Basic, together with the password or not at all
 */
@ConfigurationProperties("refund.ticketing")
public record TicketingProperties(URI baseUrl, String username, String password) {

    @Override
    public String toString() {
        return "TicketingProperties[baseUrl=" + baseUrl + "]";
    }
}
