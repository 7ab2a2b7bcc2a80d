package org.cinemarefund.identity;

/** The groups of the staff by their ids. Those of one cinema end with its id. */
public final class GroupNames {
    public static final String SUPERVISORS = "supervisors";
    public static final String FINANCE = "finance";
    /** The service desk. */
    public static final String SERVICE = "service";

    public static final String OPERATORS = "operators";
    /** Machines: back ends that start refunds. */
    public static final String BACKENDS = "backends";

    /** Who may do everything in the engine; the name is Camunda's. */
    public static final String ADMINISTRATORS = "camunda-admin";

    private static final String REVIEWERS = "reviewers-";
    private static final String MANAGERS = "managers-";

    private GroupNames() {}

    public static String reviewersOf(String cinemaId) {
        return REVIEWERS + cinemaId;
    }

    public static String managersOf(String cinemaId) {
        return MANAGERS + cinemaId;
    }

    /** Whether they decide about refunds of one cinema. */
    public static boolean areReviewers(String group) {
        return group.startsWith(REVIEWERS);
    }

    /** The cinema of a reviewers' group. */
    public static String cinemaOfReviewers(String group) {
        return group.substring(REVIEWERS.length());
    }

    /** Whether they choose the reviewers of one cinema. */
    public static boolean areManagers(String group) {
        return group.startsWith(MANAGERS);
    }

    /** The cinema of a managers' group. */
    public static String cinemaOfManagers(String group) {
        return group.substring(MANAGERS.length());
    }
}
