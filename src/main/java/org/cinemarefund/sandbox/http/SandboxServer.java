package org.cinemarefund.sandbox.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.modeler.Registry;
import org.cinemarefund.sandbox.Journal;
import org.cinemarefund.sandbox.Sandbox;
import org.cinemarefund.sandbox.SandboxConfig;
import org.cinemarefund.sandbox.SandboxCredentials;
import org.cinemarefund.sandbox.SandboxRefund;
import org.springframework.core.NestedExceptionUtils;

/** A running sandbox, bound to 127.0.0.1. Needs no container: {@code SandboxServer.start(SandboxConfig.inMemory())}. */
public final class SandboxServer implements AutoCloseable {
    private static final String ADDRESS = "127.0.0.1";

    /** As the real one says in its {@code Keep-Alive} header. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(8);

    private final Path scratch;
    private final ScheduledExecutorService timer;
    private final ExecutorService workers;
    private final Sandbox sandbox;
    private final ControlApi control;
    private final CallbackSender callbacks;
    private final SandboxServlet servlet;
    private final Tomcat tomcat;

    private SandboxServer(SandboxConfig config, Path scratch, Sandbox sandbox) throws LifecycleException {
        this.scratch = scratch;
        this.sandbox = sandbox;
        this.timer = Executors.newScheduledThreadPool(2, SandboxServer::thread);
        this.workers = Executors.newCachedThreadPool(SandboxServer::thread);
        var signature = new PlatformSignature(sandbox.keys(), sandbox.clock());
        this.callbacks = new CallbackSender(sandbox, signature, timer, workers);
        var settlements = new Settlements(sandbox, callbacks, timer);
        this.control = new ControlApi(sandbox, callbacks);
        this.servlet = new SandboxServlet(
                new WechatPayApi(sandbox, settlements, signature), new MiniProgramApi(sandbox), control);
        this.tomcat = tomcat(config.port());
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            close();
            throw e;
        }
        settlements.resume();
    }

    /**
     * Returns when it answers.
     *
     * @throws IllegalStateException when the port or the directory is taken
     */
    public static SandboxServer start(SandboxConfig config) {
        var scratch = scratchDirectory();
        try {
            var lasting = config.directory() != null;
            var journal = lasting ? new JsonLinesJournal(config.directory().resolve("ledger.jsonl")) : Journal.none();
            var keys = lasting ? config.directory() : scratch.resolve("keys");
            return new SandboxServer(config, scratch, new Sandbox(config, keys, journal));
        } catch (LifecycleException e) {
            var where = ADDRESS + ":" + config.port();
            if (NestedExceptionUtils.getRootCause(e) instanceof BindException) {
                throw new SandboxTaken("The sandbox cannot listen on " + where + ": refund.sandbox.port is taken.", e);
            }
            throw new IllegalStateException("The sandbox cannot listen on " + where, e);
        }
    }

    /** Of nobody's request: a thread born in one would keep its class loader. */
    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "sandbox");
        thread.setDaemon(true);
        thread.setContextClassLoader(SandboxServer.class.getClassLoader());
        return thread;
    }

    private Tomcat tomcat(int port) {
        // A process has one such factory; whoever needs it more may have it.
        TomcatURLStreamHandlerFactory.disable();
        // JMX costs nearly half of the start. Process-wide; Spring Boot does the same unless told otherwise.
        Registry.disableRegistry();
        var server = new Tomcat();
        server.setBaseDir(scratch.toString());
        server.setSilent(true);
        server.getEngine().setName("sandbox");
        server.setPort(port);

        var connector = new Connector();
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        var protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        protocol.setAddress(loopback());
        protocol.setKeepAliveTimeout((int) KEEP_ALIVE.toMillis());
        protocol.setMaxKeepAliveRequests(-1);
        server.setConnector(connector);

        var context = (StandardContext) server.addContext("", null);
        // Guards against leaks of web applications that are taken down; this one ends with what it belongs to.
        context.setClearReferencesObjectStreamClassCaches(false);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        context.getPipeline().addValve(new CutValve());
        Tomcat.addServlet(context, "sandbox", servlet).addMapping("/*");
        return server;
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByName(ADDRESS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path scratchDirectory() {
        try {
            return Files.createTempDirectory("sandbox");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** Of WeChat Pay and of the mini-program server alike. */
    public URI baseUrl() {
        return URI.create("http://" + ADDRESS + ":" + port());
    }

    public SandboxCredentials credentials() {
        return sandbox.credentials(baseUrl());
    }

    /** The ledger and the handles. */
    public Sandbox sandbox() {
        return sandbox;
    }

    /**
     * A refund made by hand on the merchant platform, beside the product.
     *
     * @param total fen paid, for a payment that is not known yet
     * @param told whether the product gets a notification of it
     * @return false when less than that is left, or nobody knows the payment
     */
    public boolean refundElsewhere(String transactionId, long fen, Long total, boolean told) {
        return control.refundElsewhere(transactionId, fen, total, told);
    }

    /** Any state at once, with its notification; false for an unknown number. */
    public boolean setState(String outRefundNo, SandboxRefund.Status status) {
        return control.setState(outRefundNo, status);
    }

    /** The notification of a refund's present state under a new id; false where there is nothing to tell. */
    public boolean notifyAgain(String outRefundNo) {
        return control.notifyAgain(outRefundNo);
    }

    /** What a notification would say of a refund in this state, whether it is in it or not; the caller delivers it. */
    public HeldNotification hold(SandboxRefund refund) {
        return callbacks.hold(refund);
    }

    @Override
    public void close() {
        servlet.stop();
        timer.shutdownNow();
        workers.shutdown();
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        } finally {
            sandbox.close();
            deleteScratch();
        }
    }

    private void deleteScratch() {
        try (var files = Files.walk(scratch)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // What is left in the temporary directory hurts nobody.
        }
    }
}
