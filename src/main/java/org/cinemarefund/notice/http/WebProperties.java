package org.cinemarefund.notice.http;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where people reach the web applications.
 *
 * @param publicUrl none = the host that WeChat calls, too
 */
@ConfigurationProperties("refund.web")
public record WebProperties(URI publicUrl) {}
