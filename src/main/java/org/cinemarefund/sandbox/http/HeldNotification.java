package org.cinemarefund.sandbox.http;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/** A notification that is not on its way yet: whoever holds it decides when it arrives, how often, and whether at all. */
public final class HeldNotification {
    private final String id;
    private final URI url;
    private final byte[] body;
    private final Supplier<Map<String, String>> signature;

    HeldNotification(String id, URI url, byte[] body, Supplier<Map<String, String>> signature) {
        this.id = id;
        this.url = url;
        this.body = body;
        this.signature = signature;
    }

    public String id() {
        return id;
    }

    public URI url() {
        return url;
    }

    public byte[] body() {
        return body.clone();
    }

    /** The headers that prove it, dated now: each delivery is signed anew, as the real ones are. */
    public Map<String, String> signed() {
        return signature.get();
    }
}
