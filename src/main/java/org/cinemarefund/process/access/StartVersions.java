package org.cinemarefund.process.access;

import java.util.Optional;

/** Which version of a process this node starts: nodes of two builds share one engine while one replaces the other. */
public interface StartVersions {

    /** The definition's id; empty for a process that did not come with this node. */
    Optional<String> own(String processKey);
}
