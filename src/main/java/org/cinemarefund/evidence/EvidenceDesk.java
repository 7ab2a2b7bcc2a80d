package org.cinemarefund.evidence;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cinemarefund.identity.DailyLimit;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.LimitsProperties;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.identity.UploadRate;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.Sha256;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes pictures in, gives them to a case, and shows them to whom they concern. */
@Service
public class EvidenceDesk {
    /** Pictures that one application or supplement may name. */
    static final int PER_REQUEST = 6;

    static final int PER_CASE = 12;
    /** How long a picture is kept that nobody uses; and how often one that is used is looked at until its case is over. */
    public static final Duration UNUSED = Duration.ofDays(1);

    private static final String FIELD = "evidence";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Pictures pictures;
    private final PictureMaker maker;
    private final LimitsProperties limits;
    private final UploadRate rate;
    private final TransactionTemplate transaction;
    private final Clock clock;

    EvidenceDesk(
            Pictures pictures,
            PictureMaker maker,
            LimitsProperties limits,
            UploadRate rate,
            TransactionTemplate transaction,
            Clock clock) {
        this.pictures = pictures;
        this.maker = maker;
        this.limits = limits;
        this.rate = rate;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Makes a picture of what was sent and keeps it; nothing of the file itself is kept. No connection to the database is held
     * while it is decoded.
     *
     * @throws Problem TOO_MANY_REQUESTS above the day's limit, and what {@link PictureMaker#make} throws
     */
    public Picture upload(String openid, byte[] sent) {
        var now = clock.instant();
        var today = ChinaTime.start(ChinaTime.day(now));
        requireLeft(pictures.uploadedSince(openid, today), now);
        if (!rate.admits(openid)) {
            throw new Problem(ProblemCode.TOO_MANY_REQUESTS).with("retryAfterSeconds", rate.secondsToWait());
        }
        var made = maker.make(sent);
        var picture = new Picture(
                newId(),
                openid,
                now,
                made.contentType(),
                made.content().length,
                Sha256.hex(made.content()),
                null,
                null);
        transaction.executeWithoutResult(status -> {
            requireLeft(pictures.lockUploadedSince(openid, today), now);
            pictures.add(picture, made.content(), now.plus(UNUSED));
        });
        return picture;
    }

    private void requireLeft(int uploaded, Instant now) {
        if (uploaded >= limits.evidencePerUserDay()) {
            throw DailyLimit.usedUp(now);
        }
    }

    /**
     * Gives pictures to a case, in the caller's transaction.
     *
     * @return what the record keeps of them: id and hash of each, a line each; missing for none
     * @throws Problem INVALID_REQUEST on {@code evidence} for too many, and for one that is not this moviegoer's or was used before
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public @Nullable String use(String openid, Collection<String> ids, String applicationNo, String cinemaId) {
        return use(openid, ids, applicationNo, cinemaId, null);
    }

    /**
     * The same of a case that goes on where another ended: pictures of that one may be named again, and stay with it.
     *
     * @param before the other case; missing for none
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public @Nullable String use(
            String openid, Collection<String> ids, String applicationNo, String cinemaId, @Nullable String before) {
        var wanted = new LinkedHashSet<>(ids);
        if (wanted.isEmpty()) {
            return null;
        }
        if (wanted.size() > PER_REQUEST) {
            throw Problem.invalid(FIELD, "too-many-pictures");
        }
        if (!wanted.stream().allMatch(id -> ID.matcher(id).matches())) {
            throw Problem.invalid(FIELD, "evidence-unknown");
        }
        var again = new HashSet<>(before == null ? List.of() : of(before));
        again.retainAll(wanted);
        var fresh = wanted.stream().filter(id -> !again.contains(id)).toList();
        var already = pictures.countOf(applicationNo);
        if (already + fresh.size() > PER_CASE) {
            throw Problem.invalid(FIELD, "too-many-pictures");
        }
        var hashes = new HashMap<String, String>();
        again.forEach(id -> pictures.find(id).ifPresent(found -> hashes.put(id, found.sha256())));
        if (!fresh.isEmpty()) {
            pictures.lockUnused(openid, new TreeSet<>(fresh)).forEach(found -> hashes.put(found.id(), found.sha256()));
        }
        if (hashes.size() != wanted.size()) {
            throw Problem.invalid(FIELD, "evidence-unknown");
        }
        var lookAt = clock.instant().plus(UNUSED);
        for (var id : fresh) {
            pictures.use(id, applicationNo, cinemaId, ++already, lookAt);
        }
        return wanted.stream().map(id -> id + " " + hashes.get(id)).collect(Collectors.joining("\n"));
    }

    /** The ids of a case's pictures that are still kept, in the order in which they were given. */
    @Transactional(readOnly = true)
    public List<String> of(String applicationNo) {
        return of(List.of(applicationNo)).getOrDefault(applicationNo, List.of());
    }

    /** The same of several, by their numbers. */
    @Transactional(readOnly = true)
    public Map<String, List<String>> of(Collection<String> applicationNos) {
        return pictures.of(applicationNos);
    }

    /** What is shown of a picture. */
    public record Shown(String contentType, byte[] content) {}

    /** @throws Problem NOT_FOUND for everybody else's */
    @Transactional(readOnly = true)
    public Shown toOwner(String openid, String id) {
        return show(id, picture -> picture.openid().equals(openid));
    }

    /**
     * To the reviewers of the case's cinema, supervisors and finance; to nobody before there is a case.
     *
     * @throws Problem NOT_FOUND for everybody else
     */
    @Transactional(readOnly = true)
    public Shown toStaff(StaffUser user, String id) {
        return show(
                id,
                picture -> picture.applicationNo() != null
                        && (user.isIn(GroupNames.reviewersOf(picture.cinemaId()))
                                || user.isIn(GroupNames.SUPERVISORS)
                                || user.isIn(GroupNames.FINANCE)));
    }

    private Shown show(String id, Predicate<Picture> may) {
        return pictures.find(id)
                .filter(may)
                .map(picture -> new Shown(picture.contentType(), pictures.content(id)))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }

    private static String newId() {
        var chance = new byte[16];
        RANDOM.nextBytes(chance);
        return HexFormat.of().formatHex(chance);
    }
}
