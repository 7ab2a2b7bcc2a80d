package org.cinemarefund.process.access;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The first administrator. Made when missing; a password that was changed since is never set back.
 *
 * @param username without it nobody is made
 */
@ConfigurationProperties("refund.admin")
record AdministratorProperties(String username, String password) {

    boolean isGiven() {
        return username != null && !username.isBlank() && password != null && !password.isBlank();
    }

    @Override
    public String toString() {
        return "AdministratorProperties[username=" + username + "]";
    }
}
