package org.cinemarefund.process.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cinemarefund.process.access.EngineCall.Door;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which questions the engine would answer to whoever has an account, and who is left to ask them. */
class ClosedReadsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version                           | administrator
            telemetry/configuration           | administrator
            telemetry/data                    | administrator
            task/t-1/comment/c-1              | administrator
            task/t-1/attachment/a-1           | administrator
            task/t-1/attachment/a-1/data      | administrator
            job                               | administrator operator
            job/count                         | administrator operator
            history/cleanup/jobs              | administrator operator
            metrics                           | administrator operator
            metrics/x/sum                     | administrator operator
            history/cleanup/configuration     | administrator operator
            task                              | administrator operator reviewer nobody back-end
            task/t-1/comment                  | administrator operator reviewer nobody back-end
            task/t-1/comment/create           | administrator operator reviewer nobody back-end
            task/t-1/attachment               | administrator operator reviewer nobody back-end
            job/j-1                           | administrator operator reviewer nobody back-end
            user/count                        | administrator operator reviewer nobody
            identity/groups                   | administrator operator reviewer nobody
            group                             | administrator operator reviewer nobody
            web:cockpit/plugin/base/default/x | administrator operator reviewer nobody back-end
            user/u-1/profile                  | administrator operator reviewer nobody back-end
            user/u-1/credentials              | administrator operator reviewer nobody back-end
            process-definition/key/k/start    | administrator operator reviewer nobody back-end
            process-definition/d-1/start      | administrator operator reviewer nobody back-end
            """)
    void a_question_is_open_to_whom_it_concerns(String path, String open) {
        var groups = java.util.Map.of(
                "administrator", List.of("camunda-admin", "backends"),
                "operator", List.of("operators"),
                "reviewer", List.of("reviewers-1", "backends"),
                "nobody", List.<String>of(),
                "back-end", List.of("backends"));

        groups.forEach((who, theirs) -> assertThat(
                        ClosedReads.isClosed(new EngineCall(Door.ENGINE_REST, "GET", path), () -> theirs))
                .as("%s is closed to %s", path, who)
                .isEqualTo(!List.of(open.split(" ")).contains(who)));
    }
}
