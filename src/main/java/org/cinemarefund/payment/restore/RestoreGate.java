package org.cinemarefund.payment.restore;

import java.util.Optional;
import org.cinemarefund.payment.SendingGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Closed from the start on a restored backup until every open number was asked for. */
@Component
public class RestoreGate implements SendingGate {
    private static final Logger log = LoggerFactory.getLogger(RestoreGate.class);

    private final RestoreProperties settings;
    private final Restores restores;
    private volatile boolean open;

    RestoreGate(RestoreProperties settings, Restores restores) {
        this.settings = settings;
        this.restores = restores;
        this.open = !settings.restored();
    }

    @Override
    public Optional<String> closed() {
        if (!open && restores.finished(settings.afterRestore())) {
            log.warn("restore {}: refunds are sent again", settings.afterRestore());
            open = true;
        }
        return lastKnown();
    }

    /** Without asking the database: for those who must not wait. */
    public Optional<String> lastKnown() {
        return open
                ? Optional.empty()
                : Optional.of("after the restore " + settings.afterRestore()
                        + " WeChat is asked for every open number first");
    }
}
