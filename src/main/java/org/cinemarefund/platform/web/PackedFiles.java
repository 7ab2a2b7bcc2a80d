package org.cinemarefund.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.cinemarefund.shared.Sha256;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.resource.HttpResource;
import org.springframework.web.servlet.resource.ResourceResolver;
import org.springframework.web.servlet.resource.ResourceResolverChain;

/**
 * Files of the class path, which never change while we run: each text among them is packed at its first request and kept so.
 * Packing at every request would let anybody buy our time with one line of theirs.
 */
final class PackedFiles implements ResourceResolver {
    private static final Set<String> TEXTS = Set.of("js", "css", "json", "svg");

    private final Map<String, Packed> packed = new ConcurrentHashMap<>();

    @Override
    public @Nullable Resource resolveResource(
            @Nullable HttpServletRequest request,
            String path,
            List<? extends Resource> locations,
            ResourceResolverChain chain) {
        var file = chain.resolveResource(request, path, locations);
        return file != null && TEXTS.contains(StringUtils.getFilenameExtension(path)) && takesGzip(request)
                ? packed.computeIfAbsent(path, unknown -> Packed.of(file))
                : file;
    }

    private static boolean takesGzip(@Nullable HttpServletRequest request) {
        var accepted = request == null ? null : request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null && accepted.contains("gzip");
    }

    @Override
    public @Nullable String resolveUrlPath(
            String path, List<? extends Resource> locations, ResourceResolverChain chain) {
        return chain.resolveUrlPath(path, locations);
    }

    /** By its content, so that what was kept of another version is never taken for this one; missing where a file goes as it is. */
    static @Nullable String tag(Resource file) {
        return file instanceof Packed known ? known.tag : null;
    }

    private static final class Packed extends ByteArrayResource implements HttpResource {
        private final Resource file;
        private final String tag;

        private Packed(Resource file, byte[] packed, String tag) {
            super(packed);
            this.file = file;
            this.tag = tag;
        }

        static Packed of(Resource file) {
            try {
                var content = file.getContentAsByteArray();
                var packed = new ByteArrayOutputStream();
                try (var gzip = new GZIPOutputStream(packed)) {
                    gzip.write(content);
                }
                return new Packed(file, packed.toByteArray(), "W/\"" + Sha256.hex(content) + '"');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getFilename() {
            return file.getFilename();
        }

        @Override
        public long lastModified() throws IOException {
            return file.lastModified();
        }

        @Override
        public HttpHeaders getResponseHeaders() {
            var headers = new HttpHeaders();
            headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
            headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            return headers;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
