package org.cinemarefund.identity.web;

import java.util.List;
import org.cinemarefund.identity.Moviegoer;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A moviegoer whose session token has been checked. Holds the person and no longer the token. */
final class SessionAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Moviegoer moviegoer;

    SessionAuthentication(Moviegoer moviegoer) {
        super(List.of());
        this.moviegoer = moviegoer;
        setAuthenticated(true);
    }

    @Override
    public Moviegoer getPrincipal() {
        return moviegoer;
    }

    @Override
    public Object getCredentials() {
        return null;
    }
}
