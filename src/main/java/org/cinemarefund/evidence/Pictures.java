package org.cinemarefund.evidence;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pictures we keep. */
public interface Pictures {

    /** How many this moviegoer uploaded since then. */
    int uploadedSince(String openid, Instant since);

    /** The same, and nobody else may count for them until the transaction ends, where there was one before. */
    int lockUploadedSince(String openid, Instant since);

    /** @param lookAt when it goes if nobody used it until then */
    void add(Picture picture, byte[] content, Instant lookAt);

    Optional<Picture> find(String id);

    byte[] content(String id);

    /** Those of these that are this moviegoer's and of no case yet, locked until the transaction ends. */
    List<Picture> lockUnused(String openid, Collection<String> ids);

    /**
     * Gives a picture to a case.
     *
     * @param nr its place among the pictures of the case
     */
    void use(String id, String applicationNo, String cinemaId, int nr, Instant lookAt);

    int countOf(String applicationNo);

    /** The ids of pictures by their case, in the order in which they were given; none of a case without any. */
    Map<String, List<String>> of(Collection<String> applicationNos);
}
