package org.cinemarefund.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://tickets.example.com/api",
                "HTTPS://tickets.example.com",
                "http://localhost:8080/",
                "http://127.0.0.1:1",
                "http://127.9.9.9",
                "http://[::1]:80/x"
            })
    void https_and_plain_loopback_are_taken(String address) {
        assertThat(OutboundAddress.checked("setting", URI.create(address))).isEqualTo(URI.create(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://tickets.example.com",
                "http://127.0.0.1.example.com",
                "http://localhost.example.com",
                "http://10.0.0.1",
                "ftp://localhost",
                "tickets.example.com",
                "https:///path",
                "https://user:word@tickets.example.com"
            })
    void everything_else_is_refused_without_quoting_it(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutboundAddress.checked("refund.x", URI.create(address)))
                .withMessageStartingWith("refund.x must be")
                .withMessageNotContaining("example")
                .withMessageNotContaining("word");
    }
}
