package org.cinemarefund.staff;

/** The accounts of the staff, which are the engine's users. */
public interface StaffDirectory {

    /** Whether there is such an account; if so it stays, and nobody else changes anything about it, until the transaction ends. */
    boolean lock(String userId);
}
