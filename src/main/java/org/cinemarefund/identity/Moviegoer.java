package org.cinemarefund.identity;

/**
 * The person behind a session: whose orders are read, in whose name an application is made. Controllers under
 * {@code /api} declare a parameter of this type (or {@code Optional} of it where a session is not required).
 *
 * @param openid WeChat's name for this person in our mini-program; compared exactly, case included
 */
public record Moviegoer(String openid) {
    private static final int LONGEST = 128;

    public Moviegoer {
        if (openid == null || openid.isBlank() || openid.length() > LONGEST) {
            throw new IllegalArgumentException("not an openid");
        }
    }

    /** Without the openid: it is personal data and this text ends up in logs. */
    @Override
    public String toString() {
        return "Moviegoer";
    }
}
