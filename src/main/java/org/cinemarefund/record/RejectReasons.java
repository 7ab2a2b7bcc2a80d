package org.cinemarefund.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.cinemarefund.shared.PropertiesFile;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The cinema's list of reasons for which a person refuses: {@code processes/reject-reasons.properties}. */
@Component
public class RejectReasons {
    /** What a refusal without a reason counts as. */
    public static final String OTHER = "OTHER";

    private static final String FILE = "processes/reject-reasons.properties";

    private final Map<String, Reason> reasons;

    public RejectReasons() {
        this(shipped());
    }

    /** @throws IllegalStateException saying what is wrong with it */
    public RejectReasons(Map<String, String> entries) {
        var codes = new LinkedHashMap<String, Reason>();
        var left = new TreeSet<>(entries.keySet());
        for (var key : entries.keySet()) {
            var code = key.replaceFirst("\\.(zh|en|comment)$", "");
            var comment = entries.get(code + ".comment");
            var reason = new Reason(code, entries.get(code + ".zh"), entries.get(code + ".en"), comment != null);
            require(code.matches("[A-Z][A-Z0-9_]{0,31}"), "'" + key + "' begins with no code");
            require(isText(reason.chinese()) && isText(reason.english()), code + " needs a text in both languages");
            require(comment == null || comment.equals("required"), code + ".comment may only be 'required'");
            codes.put(code, reason);
            left.removeAll(List.of(code + ".zh", code + ".en", code + ".comment"));
        }
        require(left.isEmpty(), "nobody knows " + left);
        require(
                codes.containsKey(OTHER) && codes.get(OTHER).needsComment(),
                OTHER + " is missing, or needs no comment");
        reasons = codes;
    }

    private static boolean isText(String text) {
        return text != null && !text.isBlank() && text.length() <= 200;
    }

    private static void require(boolean condition, String complaint) {
        if (!condition) {
            throw new IllegalStateException(FILE + ": " + complaint);
        }
    }

    private static Map<String, String> shipped() {
        try (InputStream in = RejectReasons.class.getClassLoader().getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            return PropertiesFile.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param needsComment whether whoever refuses for it has to write something */
    public record Reason(String code, String chinese, String english, boolean needsComment) {
        public String text(Locale locale) {
            return locale.getLanguage().equals("en") ? english : chinese;
        }
    }

    /** In their order. */
    public List<Reason> all() {
        return List.copyOf(reasons.values());
    }

    public Optional<Reason> find(String code) {
        return Optional.ofNullable(reasons.get(code));
    }

    /** The code itself where it is on the list no more; missing for none. */
    public @Nullable String text(@Nullable String code, Locale locale) {
        return code == null
                ? null
                : find(code).map(reason -> reason.text(locale)).orElse(code);
    }
}
