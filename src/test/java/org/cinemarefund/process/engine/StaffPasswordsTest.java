package org.cinemarefund.process.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.digest.Sha512HashDigest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StaffPasswordsTest {
    private static final AtomicInteger HASHES = new AtomicInteger();
    private static final ArrayList<String> UNLOCKED = new ArrayList<>();

    private static ProcessEngine engine;

    @BeforeAll
    static void oneUser() {
        var configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("staff-passwords");
        configuration.setJdbcUrl("jdbc:h2:mem:staff-passwords;DB_CLOSE_DELAY=-1");
        configuration.setHistory("none");
        configuration.setJobExecutorActivate(false);
        configuration.setMetricsEnabled(false);
        configuration.setTaskMetricsEnabled(false);
        configuration.setPasswordEncryptor(new Sha512HashDigest() {
            @Override
            public String encrypt(String password) {
                HASHES.incrementAndGet();
                return super.encrypt(password);
            }

            @Override
            public boolean check(String password, String encrypted) {
                HASHES.incrementAndGet();
                return super.check(password, encrypted);
            }
        });
        configuration.setIdentityProviderSessionFactory(
                new StaffPasswords.Factory(StaffPasswords.class, StaffPasswords::new, UNLOCKED::add));
        engine = configuration.buildProcessEngine();
        var user = engine.getIdentityService().newUser("zhou");
        user.setPassword("Popcorn-4-all!");
        engine.getIdentityService().saveUser(user);
        check("warm", "up");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void no_number_of_wrong_passwords_shuts_the_right_one_out() {
        for (int i = 0; i < 25; i++) {
            assertThat(check("zhou", "guess" + i)).isFalse();
        }

        assertThat(check("zhou", "Popcorn-4-all!")).isTrue();
        assertThat(check("zhou", null)).isFalse();
    }

    @Test
    void a_name_nobody_has_costs_the_same_hash_and_is_let_in_with_nothing() {
        assertThat(hashesOf("zhou", "guess")).isEqualTo(hashesOf("nobody", "guess"));
        assertThat(check("nobody", "of nobody")).isFalse();
        assertThat(check("", "of nobody")).isFalse();
    }

    @Test
    void whoever_an_administrator_unlocks_is_told_of() {
        engine.getIdentityService().unlockUser("zhou");

        assertThat(UNLOCKED).contains("zhou");
    }

    private static int hashesOf(String user, String password) {
        HASHES.set(0);
        check(user, password);
        return HASHES.get();
    }

    private static boolean check(String user, String password) {
        return engine.getIdentityService().checkPassword(user, password);
    }
}
