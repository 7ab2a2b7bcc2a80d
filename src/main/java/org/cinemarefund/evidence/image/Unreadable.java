package org.cinemarefund.evidence.image;

/** A file that says it is a picture and cannot be shown as one. */
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
        super(null, null, false, false);
    }
}
