package org.cinemarefund.platform;

import java.util.List;

/** This node must not start as it is set up. */
final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    StartRefused(List<String> faults) {
        super(String.join(" ", faults), null, false, false);
        this.faults = List.copyOf(faults);
    }

    List<String> faults() {
        return faults;
    }
}
