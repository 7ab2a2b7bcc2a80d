package org.cinemarefund.identity;

import java.security.MessageDigest;
import org.cinemarefund.shared.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A machine that calls us with a name and a password from our settings: the order system, the metrics collector.
 *
 * @param username missing or blank when the account is not set up
 * @param password missing or blank when the account is not set up
 */
public record ServiceAccount(
        @Nullable String username, @Nullable String password) {

    /** An account that is not set up admits nobody. */
    public boolean isSetUp() {
        return username != null && !username.isBlank() && password != null && !password.isBlank();
    }

    /** Takes the same time for every wrong answer, so that the time tells nothing about how wrong it was. */
    @SuppressWarnings("ShortCircuitBoolean")
    public boolean admits(String givenName, String givenPassword) {
        if (!isSetUp()) {
            return false;
        }
        var rightName = same(username, givenName);
        var rightPassword = same(password, givenPassword);
        return rightName & rightPassword;
    }

    @Override
    public String toString() {
        return "ServiceAccount[" + username + "]";
    }

    /** Digests have one length, so the comparison does not betray the length of ours either. */
    private static boolean same(String ours, String given) {
        return MessageDigest.isEqual(Sha256.of(ours), Sha256.of(given));
    }
}
