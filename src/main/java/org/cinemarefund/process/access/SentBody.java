package org.cinemarefund.process.access;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A request whose body was read and is given on: the very bytes that were looked at, at the address that was looked at. */
final class SentBody extends HttpServletRequestWrapper {
    /** More than any form or query of ours needs. */
    static final int LIMIT = 256 * 1024;

    private final byte[] body;
    /** Of a body that is ours; null for one as it came. */
    private final String type;

    private final String uri;

    private SentBody(HttpServletRequest request, byte[] body, String type, String uri) {
        super(request);
        this.body = body;
        this.type = type;
        this.uri = uri;
    }

    /** The body, or missing when it is longer than {@link #LIMIT}. */
    static byte @Nullable [] read(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > LIMIT) {
            return null;
        }
        var body = request.getInputStream().readNBytes(LIMIT + 1);
        return body.length > LIMIT ? null : body;
    }

    /** The body as it came. */
    static SentBody of(HttpServletRequest request, byte[] body) {
        return new SentBody(request, body, null, request.getRequestURI());
    }

    /** JSON of ours in its place. */
    static SentBody ofJson(HttpServletRequest request, byte[] body) {
        return new SentBody(request, body, "application/json", request.getRequestURI());
    }

    /** A form of ours in its place. */
    static SentBody ofForm(HttpServletRequest request, byte[] body) {
        return new SentBody(request, body, "application/x-www-form-urlencoded", request.getRequestURI());
    }

    SentBody at(String otherUri) {
        return new SentBody((HttpServletRequest) getRequest(), body, type, otherUri);
    }

    @Override
    public String getRequestURI() {
        return uri;
    }

    @Override
    public StringBuffer getRequestURL() {
        var original = super.getRequestURL().toString();
        var origin =
                original.substring(0, original.length() - super.getRequestURI().length());
        return new StringBuffer(origin).append(uri);
    }

    @Override
    public String getPathInfo() {
        var servlet = getContextPath() + getServletPath();
        return uri.equals(super.getRequestURI()) || !uri.startsWith(servlet)
                ? super.getPathInfo()
                : uri.substring(servlet.length());
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public String getContentType() {
        return type == null ? super.getContentType() : type;
    }

    @Override
    public String getHeader(String name) {
        var replaced = replaced(name);
        return replaced == null
                ? super.getHeader(name)
                : replaced.stream().findFirst().orElse(null);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        var replaced = replaced(name);
        return replaced == null ? super.getHeaders(name) : Collections.enumeration(replaced);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(Collections.list(super.getHeaderNames()));
        names.removeIf(name -> replaced(name) != null);
        names.addAll(type == null ? List.of("Content-Length") : List.of("Content-Length", "Content-Type"));
        return Collections.enumeration(names);
    }

    /** What a header says of the body that is given on; missing when it says nothing of it. */
    private @Nullable List<String> replaced(String header) {
        if (header.equalsIgnoreCase("Content-Length")) {
            return List.of(Integer.toString(body.length));
        }
        if (header.equalsIgnoreCase("Transfer-Encoding")) {
            return List.of();
        }
        return type != null && header.equalsIgnoreCase("Content-Type") ? List.of(type) : null;
    }

    @Override
    public ServletInputStream getInputStream() {
        var bytes = new ByteArrayInputStream(body);
        return new ServletInputStream() {
            @Override
            public int read() {
                return bytes.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return bytes.read(target, offset, length);
            }

            @Override
            public boolean isFinished() {
                return bytes.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new IllegalStateException("the body has been read already");
            }
        };
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }
}
