package org.cinemarefund.process.access;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;

/** A session that is over with the request: the web applications ask for one of whoever comes by, logged in or not. */
final class PassingSession implements HttpSession {
    private final Map<String, Object> attributes = new HashMap<>();
    private final ServletContext application;
    private boolean over;

    PassingSession(ServletContext application) {
        this.application = application;
    }

    boolean isOver() {
        return over;
    }

    @Override
    public Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(attributes.keySet());
    }

    @Override
    public void invalidate() {
        over = true;
        attributes.clear();
    }

    @Override
    public boolean isNew() {
        return true;
    }

    @Override
    public String getId() {
        return "none";
    }

    @Override
    public long getCreationTime() {
        return 0;
    }

    @Override
    public long getLastAccessedTime() {
        return 0;
    }

    @Override
    public ServletContext getServletContext() {
        return application;
    }

    @Override
    public int getMaxInactiveInterval() {
        return 0;
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        // It ends with the request whatever anybody wishes.
    }
}
