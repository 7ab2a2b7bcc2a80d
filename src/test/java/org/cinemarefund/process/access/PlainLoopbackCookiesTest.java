package org.cinemarefund.process.access;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class PlainLoopbackCookiesTest {
    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/camunda/app/");

    @Test
    void on_one_machine_without_tls_the_session_comes_back() throws Exception {
        assertThat(cookie()).doesNotContain("Secure").contains("HttpOnly", "SameSite=Lax");
    }

    @Test
    void through_tls_the_cookie_stays_secure() throws Exception {
        request.setSecure(true);

        assertThat(cookie()).contains("Secure");
    }

    @Test
    void what_a_proxy_passes_on_stays_secure() throws Exception {
        request.addHeader("X-Forwarded-Proto", "https");

        assertThat(cookie()).contains("Secure");
    }

    @Test
    void from_another_machine_the_cookie_stays_secure() throws Exception {
        request.setRemoteAddr("10.1.2.3");

        assertThat(cookie()).contains("Secure");
    }

    private String cookie() throws Exception {
        var response = new MockHttpServletResponse();
        new PlainLoopbackCookies().doFilter(request, response, (asked, answer) -> ((HttpServletResponse) answer)
                .setHeader("Set-Cookie", "JSESSIONID=1; Path=/; HttpOnly;SameSite=Lax;Secure"));
        return response.getHeader("Set-Cookie");
    }
}
