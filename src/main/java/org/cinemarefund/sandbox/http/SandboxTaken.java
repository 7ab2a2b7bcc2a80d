package org.cinemarefund.sandbox.http;

/** Somebody else has the port or the ledger a sandbox wants, most often another one. */
final class SandboxTaken extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    SandboxTaken(String message, Throwable cause) {
        super(message, cause);
    }
}
