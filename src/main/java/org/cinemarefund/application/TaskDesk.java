package org.cinemarefund.application;

import java.util.List;
import java.util.Optional;
import org.cinemarefund.application.OpenReviews.Person;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.shared.Problem;
import org.jspecify.annotations.Nullable;

/** What people do with open tasks outside of the forms, each time in a transaction of its own. */
public interface TaskDesk {

    /** @param rejectReason a code; missing where none was given */
    record Reply(
            String decision,
            @Nullable String comment,
            @Nullable String rejectReason) {}

    /**
     * Answers a review as its form would: a free one is claimed by it, and is free as before if the answer is not taken.
     *
     * @return the number of the application
     * @throws Problem what the form would be refused with; NOT_FOUND when it is no review, is done, or is not for this person
     */
    String answerReview(String taskId, StaffUser by, Reply reply);

    /**
     * Gives a task to another member of its group, or back to all of it.
     *
     * @param to missing for nobody
     * @throws Problem NOT_FOUND when there is none for this person; TASK_NOT_YOURS when somebody else holds it and they are no supervisor;
     *     INVALID_REQUEST when the other is not of its group
     */
    void handOver(String taskId, StaffUser by, @Nullable String to);

    /** @param tasks how many they hold, of any kind */
    record Colleague(Person person, int tasks) {}

    /**
     * Whom a task could be handed to, who has least to do first.
     *
     * @throws Problem as for {@link #handOver}
     */
    List<Colleague> colleagues(String taskId, StaffUser by);

    /**
     * What became of a task that could not be answered.
     *
     * @param done whether it was completed, by the person if there is one
     * @param person who holds it, or held it last
     */
    record Fate(boolean open, boolean done, @Nullable Person person) {}

    /** Empty where the task was never for this person. */
    Optional<Fate> fate(String taskId, StaffUser by);
}
