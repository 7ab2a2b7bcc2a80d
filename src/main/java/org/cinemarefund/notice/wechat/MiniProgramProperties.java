package org.cinemarefund.notice.wechat;

import java.net.URI;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mini-program and its subscription message templates.
 *
 * @param templates by kind: {@code credited}, {@code rejected}, {@code evidence-requested}
 * @param page of the mini-program that a message leads to, {@code {applicationNo}} replaced; null for none
 */
@ConfigurationProperties("refund.wechat.mini-program")
public record MiniProgramProperties(
        String appId,
        String secret,
        @DefaultValue("https://api.weixin.qq.com") URI baseUrl,
        @DefaultValue Map<String, Template> templates,
        String page) {

    /**
     * @param id the template's id as WeChat gave it
     * @param fields WeChat's key (such as {@code amount3}) to one of {@code applicationNo, orderNo, filmTitle, refundAmount,
     *     status, time, phone}
     */
    public record Template(String id, @DefaultValue Map<String, String> fields) {}

    @Override
    public String toString() {
        return "MiniProgramProperties[appId=" + appId + ", baseUrl=" + baseUrl + "]";
    }
}
