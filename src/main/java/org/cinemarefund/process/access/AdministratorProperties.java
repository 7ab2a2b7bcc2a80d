package org.cinemarefund.process.access;

import jakarta.validation.constraints.Pattern;
import org.cinemarefund.shared.UserId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The first administrator. Made when missing; a password that was changed since is never set back.
 *
 * @param username without it nobody is made
 */
@Validated
@ConfigurationProperties("refund.admin")
record AdministratorProperties(
        @Pattern(regexp = "\\s*|" + UserId.FORM) String username, String password) {

    boolean isGiven() {
        return username != null && !username.isBlank() && password != null && !password.isBlank();
    }

    @Override
    public String toString() {
        return "AdministratorProperties[username=" + username + "]";
    }
}
