package org.cinemarefund.benchmark;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the engine costs by itself: the starter with its defaults, no HTTP, and a life cycle of the product's shape whose steps do
 * nothing. Start with five variables, a step of its own transaction, a task for a group with a timer, its completion with two
 * variables, another step, a message by business key, a last step. It knows when a task or a message is awaited from a listener,
 * after the commit, so nothing polls the database for it.
 *
 * <p>Runs beside the product, in a JVM and a database of its own. Each line it reads ({@code refunds open threads}) is driven to
 * the end and answered with {@code driven}, seconds, and the 99th percentile of the starting call in milliseconds.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    TransactionAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    CamundaBpmAutoConfiguration.class
})
class BareEngine {
    private static final String PROCESS = "bare";
    private static final String MESSAGE = "answered";

    private final AtomicInteger numbers = new AtomicInteger();
    private volatile Round round;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        try (var context = new SpringApplicationBuilder(BareEngine.class)
                        .web(WebApplicationType.NONE)
                        .profiles("local")
                        .properties(
                                "spring.config.name=bare-engine",
                                "spring.main.banner-mode=off",
                                "spring.flyway.enabled=false",
                                "camunda.bpm.auto-deployment-enabled=false")
                        .run(arguments);
                var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            context.getBean(org.camunda.bpm.engine.RepositoryService.class)
                    .createDeployment()
                    .addModelInstance("bare.bpmn", diagram())
                    .deploy();
            System.out.println("ready");
            for (var order = orders.readLine(); order != null; order = orders.readLine()) {
                var words = order.split(" ");
                System.out.println(context.getBean(BareEngine.class)
                        .drive(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            }
        }
        System.exit(0);
    }

    private static BpmnModelInstance diagram() {
        return Bpmn.createExecutableProcess(PROCESS)
                .camundaHistoryTimeToLive(180)
                .startEvent()
                .serviceTask("policy")
                .camundaAsyncBefore()
                .camundaDelegateExpression("${decide}")
                .userTask("review")
                .camundaCandidateGroups("reviewers")
                .camundaTaskListenerDelegateExpression("create", "${reviewAwaited}")
                .boundaryEvent("late")
                .timerWithDuration("PT4H")
                .endEvent()
                .moveToActivity("review")
                .serviceTask("submit")
                .camundaAsyncBefore()
                .camundaDelegateExpression("${submit}")
                .intermediateCatchEvent("await")
                .camundaExecutionListenerDelegateExpression("start", "${messageAwaited}")
                .message(MESSAGE)
                .serviceTask("notice")
                .camundaAsyncBefore()
                .camundaDelegateExpression("${nothing}")
                .endEvent()
                .camundaExecutionListenerDelegateExpression("start", "${ended}")
                .done();
    }

    private String drive(int refunds, int open, int threads) throws InterruptedException {
        var began = System.nanoTime();
        round = new Round(refunds, open, Executors.newFixedThreadPool(threads));
        for (var i = 0; i < refunds; i++) {
            round.open.acquire();
            round.clients.execute(this::start);
        }
        if (!round.left.await(30, TimeUnit.MINUTES)) {
            throw new IllegalStateException(round.left.getCount() + " did not end");
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        round.clients.shutdown();
        var sorted = round.starts.stream().sorted().toList();
        return String.format(
                Locale.ROOT, "driven %.3f %.1f", seconds, sorted.get(Math.min(refunds - 1, refunds * 99 / 100)) / 1e6);
    }

    private void start() {
        var number = String.format(Locale.ROOT, "R%019d", numbers.incrementAndGet());
        Map<String, Object> variables = Map.of(
                "applicationNo",
                number,
                "orderNo",
                "O" + number,
                "amount",
                5000L,
                "cinema",
                "bench",
                "reason",
                "PERSONAL");
        var began = System.nanoTime();
        runtime.startProcessInstanceByKey(PROCESS, number, variables);
        synchronized (round.starts) {
            round.starts.add(System.nanoTime() - began);
        }
    }

    private void complete(String task) {
        tasks.complete(task, Map.of("decision", "APPROVE", "approvedBy", "reviewer"));
    }

    private void answer(String number) {
        runtime.createMessageCorrelation(MESSAGE)
                .processInstanceBusinessKey(number)
                .setVariable("result", "SUCCESS")
                .correlate();
    }

    private void afterCommit(Runnable next) {
        var now = round;
        Context.getCommandContext()
                .getTransactionContext()
                .addTransactionListener(TransactionState.COMMITTED, committed -> now.clients.execute(next));
    }

    @Bean
    JavaDelegate decide() {
        return execution -> execution.setVariable("amountToRefund", 4800L);
    }

    @Bean
    JavaDelegate submit() {
        return execution -> execution.setVariable("refundNo", "N" + execution.getProcessBusinessKey());
    }

    @Bean
    JavaDelegate nothing() {
        return execution -> {};
    }

    @Bean
    TaskListener reviewAwaited() {
        return task -> {
            var id = task.getId();
            afterCommit(() -> complete(id));
        };
    }

    @Bean
    ExecutionListener messageAwaited() {
        return execution -> {
            var number = execution.getProcessBusinessKey();
            afterCommit(() -> answer(number));
        };
    }

    @Bean
    ExecutionListener ended() {
        return execution -> afterCommit(() -> {
            round.open.release();
            round.left.countDown();
        });
    }

    private static final class Round {
        private final List<Long> starts = new ArrayList<>();
        private final Semaphore open;
        private final CountDownLatch left;
        private final ExecutorService clients;

        private Round(int refunds, int open, ExecutorService clients) {
            this.open = new Semaphore(open);
            this.left = new CountDownLatch(refunds);
            this.clients = clients;
        }
    }
}
