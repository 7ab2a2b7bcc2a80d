package org.cinemarefund.shared;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** An address of somebody else's that we send to. Only a loopback address may do without TLS. */
public final class OutboundAddress {
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");

    private OutboundAddress() {}

    /**
     * The address itself.
     *
     * @param setting named in the message; the address is not, since it may hold a key
     * @throws IllegalArgumentException a sentence for the operator
     */
    public static URI checked(String setting, URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        String host = address.getHost();
        if (host == null || address.getUserInfo() != null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new IllegalArgumentException(setting + " must be an https address without a user name in it");
        }
        if (scheme.equals("http") && !loopback(host)) {
            throw new IllegalArgumentException(setting + " must be https; plain http is for loopback addresses only");
        }
        return address;
    }

    /** By its literal alone: a name is never looked up for this. */
    private static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }
}
