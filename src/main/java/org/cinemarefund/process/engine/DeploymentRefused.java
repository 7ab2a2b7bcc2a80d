package org.cinemarefund.process.engine;

import org.camunda.bpm.engine.BadUserRequestException;

/** A deployment that came from outside, or whose files could run something other than our named beans. */
public final class DeploymentRefused extends BadUserRequestException {
    private static final long serialVersionUID = 1L;

    DeploymentRefused(String message) {
        super(message);
    }

    DeploymentRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
