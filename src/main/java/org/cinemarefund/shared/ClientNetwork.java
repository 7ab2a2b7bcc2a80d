package org.cinemarefund.shared;

/** Whose address it is, as far as limits by address are concerned. */
public final class ClientNetwork {
    private ClientNetwork() {}

    /** One subscriber has a whole /64 of IPv6 addresses, so it counts as one. */
    public static String of(String address) {
        if (address == null) {
            return "unknown";
        }
        var groups = address.split(":", -1);
        // The container writes addresses in full; a shortened one is taken as it is.
        return address.contains("::") || groups.length < 8
                ? address
                : String.join(":", groups[0], groups[1], groups[2], groups[3]);
    }
}
