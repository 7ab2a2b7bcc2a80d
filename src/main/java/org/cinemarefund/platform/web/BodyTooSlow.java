package org.cinemarefund.platform.web;

import java.io.IOException;

/** The caller takes so long over the body that the thread is better given to somebody else. */
final class BodyTooSlow extends IOException {
    private static final long serialVersionUID = 1L;

    BodyTooSlow() {
        super("request body too slow");
    }
}
