package org.cinemarefund.ticketing.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.OutboundAddress;
import org.cinemarefund.ticketing.OutboundTicketing;
import org.cinemarefund.ticketing.TicketInstruction;
import org.cinemarefund.ticketing.TicketInstructions;
import org.cinemarefund.ticketing.TicketingUnavailable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Posts one instruction to the order system. The request is made of our row alone, so a repetition is the same request. */
@Component
class HttpTicketing implements OutboundTicketing {
    /** From the first byte of the name look-up to the last of the answer; far below the engine's job lock. */
    private static final Duration BUDGET = Duration.ofSeconds(15);

    /** Read by an operator in the incident it becomes when all tries have failed. */
    private static final String THEN = "。票务系统恢复后请增加重试次数，重试不会重复处理";

    private static final MediaType JSON = MediaType.get("application/json");
    private static final long MOST_BYTES_OF_AN_ANSWER = 64 * 1024;

    private final HttpUrl address;
    private final String credentials;
    private final TicketInstructions instructions;
    private final OkHttpClient http;
    private final ObjectMapper json = new ObjectMapper();

    @Autowired
    HttpTicketing(TicketingProperties properties, TicketInstructions instructions) {
        this(properties, instructions, BUDGET);
    }

    HttpTicketing(TicketingProperties properties, TicketInstructions instructions, Duration budget) {
        this.address = address(properties.baseUrl());
        this.credentials = credentials(properties);
        this.instructions = instructions;
        this.http = new OkHttpClient.Builder()
                .callTimeout(budget)
                .connectTimeout(budget)
                .readTimeout(budget)
                .writeTimeout(budget)
                // A redirect would take the password elsewhere; the engine repeats what did not get through.
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .build();
    }

    @Override
    public boolean configured() {
        return address != null;
    }

    @Override
    public Confirmation confirm(TicketInstruction instruction, String orderNo, String applicationNo) {
        if (address == null) {
            throw new IllegalStateException("refund.ticketing.base-url is not set");
        }
        var given = instructions
                .given(applicationNo, instruction)
                .orElseThrow(() ->
                        new IllegalStateException(instruction + " was never given for application " + applicationNo));
        Request.Builder request = new Request.Builder()
                .url(address)
                .header("Idempotency-Key", applicationNo + "-" + instruction)
                .header("Accept", "application/json")
                .post(RequestBody.create(body(instruction, orderNo, applicationNo, given), JSON));
        if (credentials != null) {
            request.header("Authorization", credentials);
        }
        Confirmation confirmation = send(request.build());
        if (confirmation == Confirmation.DONE) {
            instructions.confirmed(applicationNo, instruction);
        }
        return confirmation;
    }

    private Confirmation send(Request request) {
        try (Response response = http.newCall(request).execute()) {
            if (response.isSuccessful()) {
                return Confirmation.DONE;
            }
            if (response.code() == 409 && "TICKETS_USED".equals(code(response))) {
                return Confirmation.TICKETS_USED;
            }
            throw new TicketingUnavailable("票务系统未确认（HTTP " + response.code() + "）" + THEN);
        } catch (IOException unreachable) {
            throw new TicketingUnavailable("票务系统无应答（" + unreachable.getClass().getSimpleName() + "）" + THEN);
        }
    }

    private String code(Response response) throws IOException {
        try {
            JsonNode body =
                    json.readTree(response.peekBody(MOST_BYTES_OF_AN_ANSWER).byteStream());
            return body == null ? null : body.path("code").textValue();
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    private byte[] body(
            TicketInstruction instruction, String orderNo, String applicationNo, TicketInstructions.Given given) {
        try {
            var body = json.createObjectNode()
                    .put("orderNo", orderNo)
                    .put("applicationNo", applicationNo)
                    .put("instruction", instruction.name())
                    .put("at", ChinaTime.of(given.at()).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
            if (instruction == TicketInstruction.VOID) {
                body.put("returnCoupon", given.returnCoupon());
            }
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static HttpUrl address(URI baseUrl) {
        if (baseUrl == null || baseUrl.toString().isBlank()) {
            return null;
        }
        HttpUrl base = HttpUrl.get(OutboundAddress.checked("refund.ticketing.base-url", baseUrl));
        if (base == null) {
            throw new IllegalArgumentException("refund.ticketing.base-url must be an https address");
        }
        HttpUrl.Builder address = base.newBuilder();
        // "https://host/api/" and "https://host/api" are the same base.
        if (base.pathSegments().get(base.pathSize() - 1).isEmpty()) {
            address.removePathSegment(base.pathSize() - 1);
        }
        return address.addPathSegment("ticket-instructions").build();
    }

    private static String credentials(TicketingProperties properties) {
        boolean username =
                properties.username() != null && !properties.username().isEmpty();
        boolean password =
                properties.password() != null && !properties.password().isEmpty();
        if (username != password) {
            throw new IllegalArgumentException(
                    "refund.ticketing.username and refund.ticketing.password are set together or not at all");
        }
        return username
                ? Credentials.basic(properties.username(), properties.password(), StandardCharsets.UTF_8)
                : null;
    }
}
