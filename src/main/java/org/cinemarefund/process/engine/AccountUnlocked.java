package org.cinemarefund.process.engine;

/** Told when an administrator unlocks somebody in the engine. */
public interface AccountUnlocked {

    void unlocked(String user);
}
