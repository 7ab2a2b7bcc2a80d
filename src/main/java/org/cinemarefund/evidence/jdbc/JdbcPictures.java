package org.cinemarefund.evidence.jdbc;

import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cinemarefund.evidence.Picture;
import org.cinemarefund.evidence.Pictures;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** A picture is a row, and its content rows of their own: one of H2's binary columns takes no more than a megabyte. */
@Repository
class JdbcPictures implements Pictures {
    private static final int PART = 256 * 1024;

    private final JdbcClient jdbc;

    JdbcPictures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public int uploadedSince(String openid, Instant since) {
        return jdbc.sql("select count(*) from evidence_picture where openid = :openid and uploaded_at >= :since")
                .param("openid", openid)
                .param("since", Times.of(since))
                .query(Integer.class)
                .single();
    }

    /** The first one of the day stands for all of them. */
    @Override
    public int lockUploadedSince(String openid, Instant since) {
        jdbc.sql("select id from evidence_picture where openid = :openid and uploaded_at >= :since"
                        + " order by uploaded_at, id limit 1 for update")
                .param("openid", openid)
                .param("since", Times.of(since))
                .query(String.class)
                .list();
        return uploadedSince(openid, since);
    }

    @Override
    public void add(Picture picture, byte[] content, Instant lookAt) {
        jdbc.sql("""
                insert into evidence_picture (id, openid, uploaded_at, content_type, bytes, sha256, look_at)
                values (:id, :openid, :uploadedAt, :contentType, :bytes, :sha256, :lookAt)""")
                .param("id", picture.id())
                .param("openid", picture.openid())
                .param("uploadedAt", Times.of(picture.uploadedAt()))
                .param("contentType", picture.contentType())
                .param("bytes", picture.bytes())
                .param("sha256", picture.sha256())
                .param("lookAt", Times.of(lookAt))
                .update();
        for (int from = 0, nr = 1; from < content.length; from += PART, nr++) {
            jdbc.sql("insert into evidence_part (picture_id, nr, content) values (:id, :nr, :content)")
                    .param("id", picture.id())
                    .param("nr", nr)
                    .param("content", Arrays.copyOfRange(content, from, Math.min(content.length, from + PART)))
                    .update();
        }
    }

    @Override
    public Optional<Picture> find(String id) {
        return jdbc.sql("select * from evidence_picture where id = :id")
                .param("id", id)
                .query(JdbcPictures::picture)
                .optional();
    }

    @Override
    public byte[] content(String id) {
        var content = new ByteArrayOutputStream();
        jdbc.sql("select content from evidence_part where picture_id = :id order by nr")
                .param("id", id)
                .query(byte[].class)
                .list()
                .forEach(content::writeBytes);
        return content.toByteArray();
    }

    @Override
    public List<Picture> lockUnused(String openid, Collection<String> ids) {
        return jdbc.sql("select * from evidence_picture where id in (:ids) and openid = :openid"
                        + " and application_no is null order by id for update")
                .param("ids", ids)
                .param("openid", openid)
                .query(JdbcPictures::picture)
                .list();
    }

    @Override
    public void use(String id, String applicationNo, String cinemaId, int nr, Instant lookAt) {
        jdbc.sql("update evidence_picture set application_no = :applicationNo, cinema_id = :cinemaId, nr = :nr,"
                        + " look_at = :lookAt where id = :id")
                .param("applicationNo", applicationNo)
                .param("cinemaId", cinemaId)
                .param("nr", nr)
                .param("lookAt", Times.of(lookAt))
                .param("id", id)
                .update();
    }

    @Override
    public int countOf(String applicationNo) {
        return jdbc.sql("select count(*) from evidence_picture where application_no = :applicationNo")
                .param("applicationNo", applicationNo)
                .query(Integer.class)
                .single();
    }

    @Override
    public Map<String, List<String>> of(Collection<String> applicationNos) {
        if (applicationNos.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql("select application_no, id from evidence_picture where application_no in (:numbers)"
                        + " order by application_no, nr")
                .param("numbers", applicationNos)
                .query((row, n) -> Map.entry(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static Picture picture(ResultSet row, int n) throws SQLException {
        return new Picture(
                row.getString("id"),
                row.getString("openid"),
                Times.in(row, "uploaded_at"),
                row.getString("content_type"),
                row.getInt("bytes"),
                row.getString("sha256"),
                row.getString("application_no"),
                row.getString("cinema_id"));
    }
}
