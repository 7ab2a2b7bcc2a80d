package org.cinemarefund.testing;

import java.util.IdentityHashMap;
import org.camunda.bpm.admin.Admin;
import org.camunda.bpm.admin.AdminRuntimeDelegate;
import org.camunda.bpm.cockpit.Cockpit;
import org.camunda.bpm.cockpit.CockpitRuntimeDelegate;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngines;
import org.camunda.bpm.tasklist.Tasklist;
import org.camunda.bpm.tasklist.TasklistRuntimeDelegate;
import org.camunda.bpm.welcome.Welcome;
import org.camunda.bpm.welcome.WelcomeRuntimeDelegate;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Some things are kept once per JVM: the levels of the log, the engine's clock, and by name the engine that its REST API and
 * its web applications ask. They belong to the youngest Spring context. Before each test they are those of the test's own
 * context, whichever contexts were started or closed meanwhile: test classes may run in any order.
 */
public final class OneProductOfMany implements TestExecutionListener, Ordered {
    private static final IdentityHashMap<ApplicationContext, WebApplications> KNOWN = new IdentityHashMap<>();

    /** As they were when their context had just started. */
    private record WebApplications(
            CockpitRuntimeDelegate cockpit,
            AdminRuntimeDelegate admin,
            TasklistRuntimeDelegate tasklist,
            WelcomeRuntimeDelegate welcome) {

        static WebApplications ofTheYoungest() {
            return new WebApplications(
                    Cockpit.getRuntimeDelegate(),
                    Admin.getRuntimeDelegate(),
                    Tasklist.getRuntimeDelegate(),
                    Welcome.getRuntimeDelegate());
        }

        void back() {
            Cockpit.setCockpitRuntimeDelegate(cockpit);
            Admin.setAdminRuntimeDelegate(admin);
            Tasklist.setTasklistRuntimeDelegate(tasklist);
            Welcome.setRuntimeDelegate(welcome);
        }
    }

    /** The context was injected before. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void prepareTestInstance(TestContext test) {
        var context = test.getApplicationContext();
        OwnLogLevels.asAskedForBy(context.getEnvironment());
        var engine = context.getBeanProvider(ProcessEngine.class).getIfAvailable();
        if (engine == null) {
            return;
        }
        KNOWN.keySet().removeIf(known -> !((ConfigurableApplicationContext) known).isActive());
        KNOWN.computeIfAbsent(context, youngest -> WebApplications.ofTheYoungest())
                .back();
        if (ProcessEngines.getProcessEngines().get(engine.getName()) != engine) {
            ProcessEngines.registerProcessEngine(engine);
        }
        context.getBeanProvider(TestClock.class).stream()
                .findFirst()
                .ifPresentOrElse(TestClock::again, TestClock::letTimeRun);
    }
}
