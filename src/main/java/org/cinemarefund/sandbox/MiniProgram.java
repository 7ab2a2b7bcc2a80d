package org.cinemarefund.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The mini-program's side of WeChat: who a login code belongs to, access tokens, and messages with their one-time grants. */
public final class MiniProgram {
    private static final Duration CODE_LIFETIME = Duration.ofMinutes(5);
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(2);
    private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(5);
    private static final Duration FORCED_REFRESH_SPACING = Duration.ofSeconds(30);
    private static final int FORCED_REFRESHES_A_DAY = 20;
    private static final Pattern OPENID = Pattern.compile("o[0-9A-Za-z_-]{27}");

    private final Clock clock;
    private final Ledger ledger;
    private final Map<String, MessageTemplate> templates = MessageTemplate.all();
    private final Map<String, IssuedCode> issued = new HashMap<>();
    private final Set<String> usedCodes = new HashSet<>();
    private final Map<String, Instant> tokens = new HashMap<>();
    private final Deque<Instant> forcedRefreshes = new ArrayDeque<>();
    private final Map<Grant, Integer> grants = new HashMap<>();
    private Integer grantsByDefault;
    private String token;

    private record IssuedCode(String user, Instant until) {}

    private record Grant(String openid, String templateId) {}

    /** A refusal in WeChat's numbers; the HTTP status is 200 all the same. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int code;

        Refused(int code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** @param expiresIn seconds */
    public record Token(String value, long expiresIn) {}

    MiniProgram(Clock clock, Ledger ledger) {
        this.clock = clock;
        this.ledger = ledger;
    }

    /** A code as {@code wx.login} would give it to that user: for one use within five minutes. */
    public synchronized String issueCode(String user) {
        var code = "0" + SandboxKeys.nonce(31);
        issued.put(code, new IssuedCode(user, clock.instant().plus(CODE_LIFETIME)));
        return code;
    }

    /** The openid behind the code. */
    public synchronized String login(String code) throws Refused {
        var known = Optional.ofNullable(issued.get(code));
        var user = known.map(IssuedCode::user)
                .or(() -> SandboxIds.userOf(code))
                .orElseThrow(() -> new Refused(40029, "invalid code"));
        if (usedCodes.contains(code)) {
            throw new Refused(40163, "code been used");
        }
        if (known.isPresent() && known.get().until().isBefore(clock.instant())) {
            throw new Refused(40029, "invalid code");
        }
        usedCodes.add(code);
        return SandboxIds.openidOf(user);
    }

    /** The same token until shortly before its end; forcing ends the old one at once. */
    public synchronized Token token(boolean force) throws Refused {
        var now = clock.instant();
        if (force) {
            forcedRefreshes.removeIf(at -> at.plus(Duration.ofDays(1)).isBefore(now));
            if (forcedRefreshes.size() >= FORCED_REFRESHES_A_DAY) {
                throw new Refused(45009, "reach max api daily quota limit");
            }
            var last = forcedRefreshes.peekLast();
            if (last != null && last.plus(FORCED_REFRESH_SPACING).isAfter(now)) {
                throw new Refused(45011, "api minute-quota reach limit  mustslower  retry next minute");
            }
            forcedRefreshes.addLast(now);
            expireTokens();
        }
        var end = token == null ? null : tokens.get(token);
        if (end == null || end.minus(RENEWED_BEFORE_END).isBefore(now)) {
            token = SandboxKeys.nonce(136);
            end = now.plus(TOKEN_LIFETIME);
            tokens.put(token, end);
        }
        return new Token(token, Duration.between(now, end).toSeconds());
    }

    /** Every token given out stops working, as if WeChat had revoked it. */
    public synchronized void expireTokens() {
        tokens.clear();
        token = null;
    }

    /** Takes the message and one grant. */
    public synchronized void send(
            String accessToken, String openid, String templateId, String page, Map<String, String> values)
            throws Refused {
        if (accessToken == null || accessToken.isEmpty()) {
            throw new Refused(41001, "access_token missing");
        }
        var end = tokens.get(accessToken);
        if (end == null || end.isBefore(clock.instant())) {
            throw new Refused(40001, "invalid credential, access_token is invalid or not latest");
        }
        if (openid == null || !OPENID.matcher(openid).matches()) {
            throw new Refused(40003, "invalid openid");
        }
        var template = templates.entrySet().stream()
                .filter(entry -> entry.getValue().id().equals(templateId))
                .findFirst()
                .orElseThrow(() -> new Refused(40037, "invalid template_id"));
        MessageValues.check(template.getValue(), values);
        spendGrant(new Grant(openid, templateId));
        ledger.append(
                new Ledger.Message(clock.instant(), openid, templateId, template.getKey(), page, Map.copyOf(values)));
    }

    private void spendGrant(Grant grant) throws Refused {
        var left = grants.getOrDefault(grant, grantsByDefault);
        if (left == null) {
            return;
        }
        if (left == 0) {
            throw new Refused(43101, "user refuse to accept the msg");
        }
        grants.put(grant, left - 1);
    }

    /**
     * How many more messages of this template the user takes.
     *
     * @param count missing for any number
     */
    public synchronized void grant(String openid, String templateId, @Nullable Integer count) {
        requireCount(count);
        grants.put(new Grant(openid, templateId), count);
    }

    /**
     * For every user and template of which nothing else was said.
     *
     * @param count missing for any number
     */
    public synchronized void grantByDefault(@Nullable Integer count) {
        requireCount(count);
        grantsByDefault = count;
    }

    private static void requireCount(Integer count) {
        if (count != null && count < 0) {
            throw new IllegalArgumentException("count must not be negative");
        }
    }

    /** By the template's id or its kind, such as {@code credited}. */
    public Optional<MessageTemplate> template(String idOrKind) {
        return templates.entrySet().stream()
                .filter(entry ->
                        entry.getKey().equals(idOrKind) || entry.getValue().id().equals(idOrKind))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    synchronized void clear() {
        issued.clear();
        usedCodes.clear();
        forcedRefreshes.clear();
        grants.clear();
        grantsByDefault = null;
    }
}
