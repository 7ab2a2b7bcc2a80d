package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.cinemarefund.platform.jdbc.DatabasePool;
import org.cinemarefund.platform.web.ProblemResponses;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Behind {@link EngineApiFence}: nobody with an account takes more of the database than their share, whichever door they come by.
 *
 * <ul>
 *   <li>A question (everything that is read, and what Tasklist and Cockpit ask by POST) is counted ({@link QueryCost}), four of an
 *       account run at once, and they run on connections of their own that give a statement a second ({@link DatabasePool}).
 *   <li>What is done (start, claim, complete ...) never waits behind questions. Eight run at once, so that the moviegoers and
 *       the jobs always find a third of the other connections each.
 *   <li>Of both together no more are let in than half the server's threads.
 * </ul>
 */
final class QuestionFence extends OncePerRequestFilter {
    private static final Pattern ASKED_BY_POST = Pattern.compile(
            "(?:task|process-instance|execution|variable-instance|job|job-definition|external-task|case-instance"
                    + "|case-execution|process-definition|decision-definition|deployment|event-subscription|incident"
                    + "|batch|user|group|history/[a-z-]+|filter/[^/]+)(?:/count|/list|/singleResult)?"
                    + "|web:[a-z]+/plugin/.+");

    /** Has no page, though {@link BoundedQuery} says so. */
    private static final Pattern ONE_TASK = Pattern.compile("task/(?!count$)[^/]+");

    private static final int SECONDS_TO_WAIT = 2;
    private static final String EVERYBODY = "";

    private final WebappSession session;
    private final EngineAnswers answers;
    private final Turns questionsOfAccount = new Turns(4, 8, Duration.ofSeconds(SECONDS_TO_WAIT));
    private final Turns questions = new Turns(50, 0, Duration.ZERO);
    private final Turns acts = new Turns(8, 42, Duration.ofSeconds(5));

    QuestionFence(WebappSession session, EngineAnswers answers) {
        this.session = session;
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var call = EngineCall.of(request);
        var account = call.flatMap(engineCall -> session.caller(engineCall, request));
        if (account.isEmpty()) {
            // A log-in, or somebody who will be told to log in.
            chain.doFilter(request, response);
            return;
        }
        try {
            if (isQuestion(call.get())) {
                ask(account.get(), question(call.get(), request), response, chain);
            } else {
                act(counted(request), response, chain);
            }
        } catch (Problem no) {
            var status =
                    no.code() == ProblemCode.INVALID_REQUEST ? 400 : no.code().status();
            answers.write(request, response, status, no);
        }
    }

    private void ask(String account, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try (var place = turn(questions, EVERYBODY, ProblemCode.TRY_LATER);
                var own = turn(questionsOfAccount, account, ProblemCode.TOO_MANY_REQUESTS);
                var share = DatabasePool.asking()) {
            chain.doFilter(request, response);
        }
    }

    private void act(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try (var place = turn(acts, EVERYBODY, ProblemCode.TRY_LATER)) {
            chain.doFilter(request, response);
        }
    }

    private static Turns.Turn turn(Turns turns, String account, ProblemCode otherwise) {
        return turns.take(account)
                .orElseThrow(() -> new Problem(otherwise).with(ProblemResponses.RETRY_AFTER, SECONDS_TO_WAIT));
    }

    private static HttpServletRequest question(EngineCall call, HttpServletRequest request) throws IOException {
        if (call.isReading()) {
            if (!call.is("GET", ONE_TASK)) {
                QueryCost.check(request.getQueryString(), new byte[0]);
            }
            return request;
        }
        if (request.getContentLengthLong() > QueryCost.BODY_BYTES) {
            throw new Problem(ProblemCode.PAYLOAD_TOO_LARGE);
        }
        var body = request.getInputStream().readNBytes(QueryCost.BODY_BYTES + 1);
        QueryCost.check(request.getQueryString(), body);
        return SentBody.of(request, body);
    }

    /** Administrators can save a question as a filter, or act on everything that one finds. */
    private static HttpServletRequest counted(HttpServletRequest request) throws IOException {
        var type = request.getContentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).contains("json")) {
            return request;
        }
        var body = SentBody.read(request);
        if (body == null) {
            throw new Problem(ProblemCode.PAYLOAD_TOO_LARGE);
        }
        QueryCost.checkNested(body);
        return SentBody.of(request, body);
    }

    static boolean isQuestion(EngineCall call) {
        return call.isReading() || call.is("POST", ASKED_BY_POST);
    }
}
