package org.cinemarefund.process.access;

import com.fasterxml.jackson.core.JacksonException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.exception.RestException;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;

/**
 * Tells what the engine stumbled over because of the caller from what is a fault of ours. The engine says 500 to both, with the
 * name of a class, and a stack trace in the log that anybody could have written there a thousand times a second.
 */
final class CallersMistakes {
    private static final int DEEPEST = 20;

    /** A name of a Java class with its packages, which is nobody's business. */
    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.){2,}[A-Z]\\w*");

    /** What Java throws at who hands in the wrong thing. */
    private static final Set<Class<?>> STUMBLES = Set.of(
            NullPointerException.class,
            ClassCastException.class,
            IllegalArgumentException.class,
            NumberFormatException.class,
            IndexOutOfBoundsException.class,
            StringIndexOutOfBoundsException.class,
            ArrayIndexOutOfBoundsException.class,
            UnsupportedOperationException.class,
            IllegalStateException.class);

    private CallersMistakes() {}

    /** The status and the words for the caller; empty when it was no mistake of theirs. */
    record Refusal(int status, Problem problem) {}

    static Optional<Refusal> of(Throwable failure) {
        var cause = failure;
        for (var depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (cause instanceof AuthorizationException) {
                return Optional.of(new Refusal(403, new Problem(ProblemCode.FORBIDDEN)));
            }
            if (cause instanceof NullValueException || cause instanceof NotFoundException) {
                return Optional.of(new Refusal(404, new Problem(ProblemCode.NOT_FOUND)));
            }
            var id = ofId(cause);
            if (id.isPresent()) {
                return id;
            }
            if (isInput(cause)) {
                return Optional.of(bad());
            }
        }
        return isTheEnginesOwn(failure) ? Optional.of(bad()) : Optional.empty();
    }

    static boolean namesAClass(String message) {
        return message != null && CLASS_NAME.matcher(message).find();
    }

    /** What the engine says of an id outside its pattern, by the words alone: the class is that of any failure. */
    private static Optional<Refusal> ofId(Throwable cause) {
        var message = cause instanceof ProcessEngineException ? String.valueOf(cause.getMessage()) : "";
        if (message.startsWith("User has an invalid id")) {
            return Optional.of(new Refusal(400, Problem.invalid("userId", "user-id")));
        }
        return message.startsWith("Group has an invalid id")
                ? Optional.of(new Refusal(400, Problem.invalid("groupId", "user-id")))
                : Optional.empty();
    }

    private static Refusal bad() {
        return new Refusal(400, Problem.invalid("request", "not-accepted"));
    }

    private static boolean isInput(Throwable cause) {
        if (cause instanceof JacksonException || cause instanceof DateTimeException) {
            return true;
        }
        if (cause instanceof SQLException e) {
            // Data exceptions: a text too long, a number that is none, a negative offset (H2: 90008).
            return e.getSQLState() != null
                    && (e.getSQLState().startsWith("22") || e.getSQLState().equals("90008"));
        }
        if (cause instanceof RestException e && e.getStatus().getStatusCode() < 500) {
            return true;
        }
        if (cause instanceof ProcessEngineException
                && ExceptionHandlerHelper.getInstance().getStatus(cause).getStatusCode() < 500) {
            return true;
        }
        return isStumble(cause);
    }

    /** Nothing of ours took part between the API's resource, or the page, and the place where the engine gave up. */
    private static boolean isStumble(Throwable cause) {
        if (!STUMBLES.contains(cause.getClass()) && !(cause instanceof NoSuchElementException)) {
            return false;
        }
        var within = Arrays.stream(cause.getStackTrace())
                .map(StackTraceElement::getClassName)
                .takeWhile(
                        name -> !name.startsWith("org.glassfish.jersey.") && !name.startsWith("org.apache.catalina."))
                .toList();
        return within.stream().anyMatch(name -> name.startsWith("org.camunda."))
                && within.stream().noneMatch(name -> name.startsWith("org.cinemarefund."));
    }

    /** By the engine's own convention its exception without a cause complains of what it was asked. */
    private static boolean isTheEnginesOwn(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (!cause.getClass().getName().startsWith("org.camunda.")) {
                return false;
            }
        }
        return true;
    }
}
