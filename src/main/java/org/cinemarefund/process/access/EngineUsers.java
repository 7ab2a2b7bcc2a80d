package org.cinemarefund.process.access;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.util.EncryptionUtil;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.staff.StaffDirectory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The engine's users and the groups they are in at this moment. */
@Component
class EngineUsers implements StaffDirectory {
    static final String ADMINISTRATORS = GroupNames.ADMINISTRATORS;

    /** A hash like others, for names that nobody has. */
    private static final String NOBODY = "of nobody";

    private final JdbcClient jdbc;
    private final ObjectProvider<ProcessEngine> engine;
    private volatile String nobody;

    EngineUsers(JdbcClient jdbc, ObjectProvider<ProcessEngine> engine) {
        this.jdbc = jdbc;
        this.engine = engine;
    }

    boolean exists(String userId) {
        return jdbc.sql("select count(*) from act_id_user where id_ = :user")
                        .param("user", userId)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    List<String> groupsOf(String userId) {
        return jdbc.sql("select group_id_ from act_id_membership where user_id_ = :user order by group_id_")
                .param("user", userId)
                .query(String.class)
                .list();
    }

    /** Who somebody is and where they belong, in one look. */
    private record Account(String hash, String salt, String group) {}

    /**
     * The groups of somebody whose password this is; empty when it is not. A name that nobody has costs the same question and the
     * same hash.
     */
    Optional<List<String>> groupsBy(String userId, String password) {
        var found = jdbc.sql("""
                select u.pwd_, u.salt_, m.group_id_ from act_id_user u
                left join act_id_membership m on m.user_id_ = u.id_ where u.id_ = :user order by m.group_id_""")
                .param("user", userId)
                .query((row, n) -> new Account(row.getString(1), row.getString(2), row.getString(3)))
                .list();
        var passwords = ((ProcessEngineConfigurationImpl) engine.getObject().getProcessEngineConfiguration())
                .getPasswordManager();
        if (nobody == null) {
            nobody = passwords.encrypt(NOBODY);
        }
        var account = found.isEmpty() ? new Account(nobody, null, null) : found.get(0);
        var salted = EncryptionUtil.saltPassword(password, account.salt());
        if (account.hash() == null || !passwords.check(salted, account.hash()) || found.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                found.stream().map(Account::group).filter(Objects::nonNull).toList());
    }

    /** Asked of the table, not of the engine, whose answer depends on what the one who asks may see. */
    boolean belongs(String userId, String group) {
        return jdbc.sql("select count(*) from act_id_membership where user_id_ = :user and group_id_ = :group")
                        .param("user", userId)
                        .param("group", group)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Who has least to do comes first. */
    List<TaskHands.Member> membersOf(String group) {
        return jdbc.sql("""
                select u.id_, u.first_, u.last_, (select count(*) from act_ru_task t where t.assignee_ = u.id_) as tasks
                from act_id_membership m join act_id_user u on u.id_ = m.user_id_
                where m.group_id_ = :group order by tasks, u.id_""")
                .param("group", group)
                .query((row, n) ->
                        new TaskHands.Member(row.getString(1), row.getString(2), row.getString(3), row.getInt(4)))
                .list();
    }

    boolean isAdministrator(String userId) {
        return belongs(userId, ADMINISTRATORS);
    }

    @Override
    public boolean lock(String userId) {
        return jdbc.sql("select id_ from act_id_user where id_ = :user for update")
                .param("user", userId)
                .query(String.class)
                .optional()
                .isPresent();
    }
}
