package org.cinemarefund.process.engine;

import org.camunda.bpm.engine.BadUserRequestException;

/** An expression that came with a request instead of a diagram, and is not one of the harmless ones. */
public final class ExpressionRefused extends BadUserRequestException {
    private static final long serialVersionUID = 1L;

    ExpressionRefused() {
        super("expressions are not allowed in queries");
    }
}
