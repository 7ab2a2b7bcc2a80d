package org.cinemarefund.platform.web;

import java.io.IOException;

/** The caller sent more than it may; found while reading, since a chunked body does not say its length. */
final class BodyTooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    BodyTooLarge() {
        super("request body too large");
    }
}
