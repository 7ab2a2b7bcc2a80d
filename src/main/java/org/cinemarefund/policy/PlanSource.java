package org.cinemarefund.policy;

/**
 * One wording of a plan as its three files say it.
 *
 * @param plan as the names of the files say, like the version; null where they say none
 * @param table the decision table, DMN
 * @param chinese the clauses, and since when they are meant to be in force
 * @param english the clauses
 */
public record PlanSource(String plan, String version, String table, String chinese, String english) {

    /** The same with plan and version as the table names them. */
    public PlanSource of(String named, String versionTag) {
        return new PlanSource(named, versionTag, table, chinese, english);
    }

    /** Whether the texts are the same; how lines end is nobody's doing. */
    public boolean sameAs(PlanSource other) {
        return plain(table).equals(plain(other.table))
                && plain(chinese).equals(plain(other.chinese))
                && plain(english).equals(plain(other.english));
    }

    private static String plain(String text) {
        return text.replace("\r\n", "\n");
    }
}
