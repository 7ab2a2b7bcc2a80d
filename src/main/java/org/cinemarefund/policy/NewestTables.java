package org.cinemarefund.policy;

import java.util.SortedMap;

/** The decision table of the newest version of each plan, in force or not yet. */
public interface NewestTables {

    /** DMN by the name of the plan. */
    SortedMap<String, String> tables();
}
