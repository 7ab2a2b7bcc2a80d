package org.cinemarefund.shared;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, as every list of ours is answered.
 *
 * @param nextCursor asks for what follows; missing at the end
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    private static final int USUAL = 20;
    private static final int MOST = 100;

    public Page {
        items = List.copyOf(items);
    }

    /**
     * A page of at most {@code limit} from rows that were read one row further, which is how the end is known.
     *
     * @param cursor of the last row that is shown
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> cursor) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> shown = rows.subList(0, limit);
        return new Page<>(shown, cursor.apply(shown.get(limit - 1)).encoded());
    }

    /** The same page with each item as the caller may see it. */
    public <R> Page<R> map(Function<? super T, ? extends R> view) {
        return new Page<>(items.stream().<R>map(view).toList(), nextCursor);
    }

    /**
     * How many items a caller gets who asked for {@code asked}, null = did not say.
     *
     * @throws Problem INVALID_REQUEST on {@code limit}
     */
    public static int limit(Integer asked) {
        return limit(asked, USUAL);
    }

    /** As {@link #limit(Integer)} with another answer for those who did not say. */
    public static int limit(Integer asked, int usual) {
        if (asked == null) {
            return usual;
        }
        if (asked < 1 || asked > MOST) {
            throw Problem.invalid("limit", "limit");
        }
        return asked;
    }
}
