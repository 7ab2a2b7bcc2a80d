package org.cinemarefund.staff.jdbc;

import java.util.Collection;
import org.cinemarefund.staff.StaffOpenids;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcStaffOpenids implements StaffOpenids {
    private final JdbcClient jdbc;

    JdbcStaffOpenids(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void replace(String userId, Collection<String> openids) {
        jdbc.sql("delete from staff_openid where user_id = :userId")
                .param("userId", userId)
                .update();
        for (String openid : openids) {
            jdbc.sql("insert into staff_openid (user_id, openid) values (:userId, :openid)")
                    .param("userId", userId)
                    .param("openid", openid)
                    .update();
        }
    }

    @Override
    public boolean areOne(String userId, String openid) {
        return jdbc.sql("select count(*) from staff_openid where user_id = :userId and openid = :openid")
                        .param("userId", userId)
                        .param("openid", openid)
                        .query(Integer.class)
                        .single()
                > 0;
    }
}
