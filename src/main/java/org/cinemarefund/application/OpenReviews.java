package org.cinemarefund.application;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reviews that wait for people, many at a time. Whose they are is told by our own rows, never by what is written on a task; whoever
 * asks has made sure that the reader may see them.
 */
public interface OpenReviews {

    /** @param name as colleagues call them; the account where none is known */
    record Person(String userId, String name) {}

    /**
     * @param taskKey the task's id in the diagram
     * @param holder who claimed it; missing for nobody
     */
    record OpenReview(
            String taskId,
            String taskKey,
            String applicationNo,
            @Nullable Person holder) {}

    /**
     * Which of them.
     *
     * @param cinemas whose reviewers' tasks are meant; missing for every cinema
     * @param ofSupervisors whether those of supervisors are meant too
     * @param heldBy only those of this person; missing for all
     * @param lateAt only those that are late by then; missing for all
     */
    record Which(
            @Nullable Set<String> cinemas,
            boolean ofSupervisors,
            @Nullable String heldBy,
            @Nullable Instant lateAt) {}

    /** What is due first comes first. */
    List<OpenReview> list(Which which, int most);

    /**
     * The reviews of one kind and cinema that one person holds, or that nobody does.
     *
     * @param holder missing for nobody
     * @param oldestDueAt when the first of them is due, or was
     */
    record Load(
            @Nullable Person holder,
            String taskKey,
            String cinemaId,
            String cinema,
            int open,
            int late,
            @Nullable Instant oldestDueAt) {}

    /** Of all cinemas. */
    List<Load> load(Instant now);
}
