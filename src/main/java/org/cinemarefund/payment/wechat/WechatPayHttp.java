package org.cinemarefund.payment.wechat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One signed exchange with WeChat Pay: sent once, within its budget, and read up to a limit. What the answer is worth is for
 * the caller to judge.
 */
final class WechatPayHttp {
    /** The whole of a call: name look-up, connection, sending and reading. A third of the job lock is far away. */
    static final Duration BUDGET = Duration.ofSeconds(15);

    static final int LARGEST_ANSWER_BYTES = 1024 * 1024;
    private static final MediaType JSON = MediaType.get("application/json");
    private static final byte[] NOTHING = new byte[0];

    private final OkHttpClient client;
    private final HttpUrl baseUrl;
    private final RequestSigner signer;
    private final String publicKeyId;
    private final WechatClock wechatClock;
    private final Consumer<HttpAnswer> observer;

    /**
     * @param publicKeyId named in every request, which makes WeChat sign its answers with that key
     * @param observer is shown every answer
     */
    WechatPayHttp(
            OkHttpClient client,
            HttpUrl baseUrl,
            RequestSigner signer,
            String publicKeyId,
            WechatClock wechatClock,
            Consumer<HttpAnswer> observer) {
        this.client = client;
        this.baseUrl = baseUrl;
        this.signer = signer;
        this.publicKeyId = publicKeyId;
        this.wechatClock = wechatClock;
        this.observer = observer;
    }

    /** A client that never does anything a second time or somewhere else on its own. */
    static OkHttpClient client(Duration budget) {
        return new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(budget)
                .connectTimeout(Duration.ofSeconds(5))
                .readTimeout(budget)
                .writeTimeout(budget)
                // WeChat closes idle connections after eight seconds.
                .connectionPool(new ConnectionPool(8, 7, TimeUnit.SECONDS))
                // "503, Retry-After: 0" makes OkHttp send the request again whatever it was told above.
                .addNetworkInterceptor(chain -> chain.proceed(chain.request())
                        .newBuilder()
                        .removeHeader("Retry-After")
                        .build())
                .build();
    }

    HttpAnswer get(Duration budget, String... path) throws IOException {
        var url = url(path);
        return exchange(budget, request(url, "GET", NOTHING).get().build());
    }

    HttpAnswer post(Duration budget, byte[] body, String... path) throws IOException {
        return post(budget, null, body, path);
    }

    /** @param keySerial the key of WeChat's that fields of the body are encrypted under; missing when none are */
    HttpAnswer post(Duration budget, @Nullable String keySerial, byte[] body, String... path) throws IOException {
        var request = request(url(path), "POST", body).post(RequestBody.create(body, JSON));
        if (keySerial != null) {
            request.header("Wechatpay-Serial", keySerial);
        }
        return exchange(budget, request.build());
    }

    private HttpUrl url(String... path) {
        var url = baseUrl.newBuilder();
        for (var segment : path) {
            url.addPathSegment(segment);
        }
        return url.build();
    }

    private Request.Builder request(HttpUrl url, String method, byte[] body) {
        return new Request.Builder()
                .url(url)
                .header("Authorization", signer.authorization(method, url, body))
                .header("Wechatpay-Serial", publicKeyId)
                .header("Accept", "application/json")
                // What is signed is what is read: nothing to unpack in between.
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "cinema-refund");
    }

    private HttpAnswer exchange(Duration budget, Request request) throws IOException {
        var call = client.newCall(request);
        call.timeout().timeout(budget.toMillis(), TimeUnit.MILLISECONDS);
        try (var response = call.execute()) {
            var date = response.headers().getDate("Date");
            if (date != null) {
                wechatClock.observe(date.toInstant());
            }
            var answer = new HttpAnswer(response.code(), response.headers(), body(response));
            observer.accept(answer);
            return answer;
        }
    }

    private static byte[] body(Response response) throws IOException {
        var source = response.body().source();
        if (source.request(LARGEST_ANSWER_BYTES + 1L)) {
            throw new AnswerTooLarge();
        }
        return source.getBuffer().readByteArray();
    }

    private static final class AnswerTooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
