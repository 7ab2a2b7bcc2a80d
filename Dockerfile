# syntax=docker/dockerfile:1

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
RUN mvn --batch-mode --no-transfer-progress dependency:go-offline
COPY processes processes
COPY forms forms
COPY docs docs
COPY src src
RUN mvn --batch-mode --no-transfer-progress package -Dmaven.test.skip=true -Dspotless.check.skip=true \
    && mv target/cinema-refund-*.jar cinema-refund.jar

# Makes a CA and a certificate for the database, once; see docker-compose.yml.
FROM debian:bookworm-slim AS certificates
RUN apt-get update \
    && apt-get install --yes --no-install-recommends openssl \
    && rm -rf /var/lib/apt/lists/*
COPY --chmod=755 docker/certificates/make /usr/local/bin/make-certificates
CMD ["make-certificates"]

FROM eclipse-temurin:17-jre AS node
# A number of its own, so that key files outside can be given to it: chown 10001.
RUN useradd --system --uid 10001 --user-group --no-create-home refund
WORKDIR /app
COPY --from=build /build/cinema-refund.jar cinema-refund.jar
COPY --chmod=755 docker/health /usr/local/bin/health
USER 10001
ENV SPRING_PROFILES_ACTIVE=production
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 CMD ["health"]
# A node without memory ends and is started anew instead of living on by half.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=65", "-XX:+ExitOnOutOfMemoryError", "-jar", "cinema-refund.jar"]
