package org.cinemarefund.sandbox.http;

import com.wechat.pay.java.core.Config;
import com.wechat.pay.java.core.RSAPublicKeyConfig;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.util.PemUtil;
import com.wechat.pay.java.service.refund.RefundService;
import com.wechat.pay.java.service.refund.model.AmountReq;
import com.wechat.pay.java.service.refund.model.CreateRequest;
import com.wechat.pay.java.service.refund.model.QueryByOutRefundNoRequest;
import com.wechat.pay.java.service.refund.model.Refund;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/** A product as the official SDK would build it, and one that signs by hand where the SDK would never be wrong. */
final class Merchant {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final SandboxServer sandbox;
    private final PrivateKey key;
    private final RefundService refunds;

    Merchant(SandboxServer sandbox) {
        this(sandbox, Duration.ofSeconds(5));
    }

    Merchant(SandboxServer sandbox, Duration readTimeout) {
        this.sandbox = sandbox;
        try {
            this.key = PemUtil.loadPrivateKeyFromString(
                    Files.readString(sandbox.credentials().merchantPrivateKeyPath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.refunds = new RefundService.Builder()
                .httpClient(new DefaultHttpClientBuilder()
                        .config(config())
                        .okHttpClient(redirecting(sandbox.baseUrl())
                                .readTimeout(readTimeout.toMillis(), TimeUnit.MILLISECONDS)
                                .build())
                        .build())
                .build();
    }

    RSAPublicKeyConfig config() {
        var credentials = sandbox.credentials();
        return new RSAPublicKeyConfig.Builder()
                .merchantId(credentials.merchantId())
                .privateKey(key)
                .merchantSerialNumber(credentials.merchantSerialNo())
                .publicKeyFromPath(credentials.publicKeyPath().toString())
                .publicKeyId(credentials.publicKeyId())
                .apiV3Key(credentials.apiV3Key())
                .build();
    }

    static RefundService refunds(SandboxServer sandbox, Config config) {
        return new RefundService.Builder()
                .httpClient(new DefaultHttpClientBuilder()
                        .config(config)
                        .okHttpClient(redirecting(sandbox.baseUrl()).build())
                        .build())
                .build();
    }

    /** The host is not signed, so the same request is good for the sandbox. */
    static OkHttpClient.Builder redirecting(URI to) {
        return new OkHttpClient.Builder().retryOnConnectionFailure(false).addInterceptor(chain -> {
            var url = chain.request()
                    .url()
                    .newBuilder()
                    .scheme(to.getScheme())
                    .host(to.getHost())
                    .port(to.getPort())
                    .build();
            return chain.proceed(chain.request().newBuilder().url(url).build());
        });
    }

    Refund submit(CreateRequest request) {
        return refunds.create(request);
    }

    Refund query(String outRefundNo) {
        var request = new QueryByOutRefundNoRequest();
        request.setOutRefundNo(outRefundNo);
        return refunds.queryByOutRefundNo(request);
    }

    static CreateRequest request(String outRefundNo, String transactionId, long refund, long total, String notifyUrl) {
        var amount = new AmountReq();
        amount.setRefund(refund);
        amount.setTotal(total);
        amount.setCurrency("CNY");
        var request = new CreateRequest();
        request.setTransactionId(transactionId);
        request.setOutRefundNo(outRefundNo);
        request.setReason("开场前退票");
        request.setAmount(amount);
        request.setNotifyUrl(notifyUrl);
        return request;
    }

    /** A request signed by hand; what is to be wrong can be made so before it is sent. */
    Draft draft(String method, String target, String body) {
        return new Draft(method, target, body);
    }

    Draft submission(String body) {
        return draft("POST", "/v3/refund/domestic/refunds", body);
    }

    static String body(String outRefundNo, String transactionId, long refund, long total) {
        return "{\"transaction_id\":\"%s\",\"out_refund_no\":\"%s\",\"amount\":{\"refund\":%d,\"total\":%d,\"currency\":\"CNY\"}}"
                .formatted(transactionId, outRefundNo, refund, total);
    }

    final class Draft {
        private final String method;
        private final String target;
        private final String body;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private String signedBody;
        private String signedTarget;
        private String mchid = sandbox.credentials().merchantId();
        private String serial = sandbox.credentials().merchantSerialNo();
        private Instant at = Instant.now();

        private Draft(String method, String target, String body) {
            this.method = method;
            this.target = target;
            this.body = body;
            this.signedBody = body;
            this.signedTarget = target;
            headers.put("Accept", "application/json");
            headers.put("User-Agent", "test");
            headers.put("Content-Type", "application/json");
        }

        Draft signedOver(String other) {
            signedBody = other;
            return this;
        }

        Draft signedFor(String otherTarget) {
            signedTarget = otherTarget;
            return this;
        }

        Draft as(String merchantId) {
            mchid = merchantId;
            return this;
        }

        Draft withSerial(String other) {
            serial = other;
            return this;
        }

        Draft at(Instant when) {
            at = when;
            return this;
        }

        Draft header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        Draft without(String name) {
            headers.remove(name);
            headers.put("-" + name, "");
            return this;
        }

        Reply send() {
            if (!headers.containsKey("Authorization") && !headers.containsKey("-Authorization")) {
                headers.put("Authorization", authorization());
            }
            return Wire.send(sandbox.port(), method, target, headers, body);
        }

        private String authorization() {
            var timestamp = Long.toString(at.getEpochSecond());
            var nonce = "593BEC0C930BF1AFEB40B4A08C8FB242";
            var message = method + "\n" + signedTarget + "\n" + timestamp + "\n" + nonce + "\n" + signedBody + "\n";
            try {
                var signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(key);
                signature.update(message.getBytes(StandardCharsets.UTF_8));
                return "WECHATPAY2-SHA256-RSA2048 mchid=\"%s\",nonce_str=\"%s\",signature=\"%s\",timestamp=\"%s\",serial_no=\"%s\""
                        .formatted(
                                mchid, nonce, Base64.getEncoder().encodeToString(signature.sign()), timestamp, serial);
            } catch (java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static HttpResponse<String> get(URI uri) {
        return exchange(HttpRequest.newBuilder(uri).build());
    }

    static HttpResponse<String> post(URI uri, String json) {
        return exchange(HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    static HttpResponse<String> exchange(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
