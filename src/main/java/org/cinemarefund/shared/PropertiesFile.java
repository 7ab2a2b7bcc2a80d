package org.cinemarefund.shared;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * A {@code .properties} file as people wrote it: UTF-8, in its own order, and with every key once. The JDK would let the
 * second of two equal keys win without a word, which is how a copied line becomes a wrong rule.
 */
public final class PropertiesFile {
    private PropertiesFile() {}

    /**
     * @throws IOException when the bytes cannot be read
     * @throws IllegalArgumentException when a key comes twice, or the text is no properties file
     */
    public static Map<String, String> read(InputStream in) throws IOException {
        var entries = new LinkedHashMap<String, String>();
        var collector = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (entries.putIfAbsent((String) key, ((String) value).strip()) != null) {
                    throw new IllegalArgumentException("the key '" + key + "' comes twice");
                }
                return null;
            }
        };
        // A decoder of its own: malformed bytes are an error instead of question marks in a posted clause.
        var decoder = StandardCharsets.UTF_8.newDecoder();
        collector.load(new InputStreamReader(in, decoder));
        return Collections.unmodifiableMap(entries);
    }
}
