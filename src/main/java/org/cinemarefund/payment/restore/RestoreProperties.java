package org.cinemarefund.payment.restore;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Set for the first start on a restored backup.
 *
 * @param afterRestore names this restore, for example by its date; empty when none is to be made good. A name, not a switch:
 *     the database remembers which restore it has made good, and a backup may have been made after an earlier one
 */
@ConfigurationProperties("refund.settlement")
record RestoreProperties(@DefaultValue("") String afterRestore) {
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]{0,64}");
    private static final Set<String> SWITCHES = Set.of("true", "false", "yes", "no", "on", "off");

    RestoreProperties {
        if (!NAME.matcher(afterRestore).matches() || SWITCHES.contains(afterRestore.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "refund.settlement.after-restore has to name the restore, with up to 64 of"
                            + " 0-9A-Za-z._-, for example its date: 2026-11-23");
        }
    }

    boolean restored() {
        return !afterRestore.isEmpty();
    }
}
