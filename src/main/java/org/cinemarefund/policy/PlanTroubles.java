package org.cinemarefund.policy;

import java.util.Map;

/** The files of plans that were not taken. */
@FunctionalInterface
public interface PlanTroubles {

    /** Why not, by the file. */
    Map<String, String> found();
}
