package org.cinemarefund.policy.dmn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.cinemarefund.policy.Clauses;
import org.cinemarefund.policy.PlanSource;
import org.cinemarefund.policy.RefundPlan;
import org.cinemarefund.policy.RefundPolicy;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A folder in which plans lie as three files each: {@code policy-<plan>.dmn} with the rules, and beside it
 * {@code policy-<plan>.zh.properties} and {@code .en.properties}; further versions are {@code policy-<plan>@<version>.…}.
 * {@code policy-common.*} holds the clauses that lie over every plan. A plan is added by adding its files.
 */
public final class PlanFiles {
    private static final String PREFIX = "policy-";
    private static final String TABLE = ".dmn";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9A-Za-z_-]{1,64})(?:@([0-9A-Za-z._-]{1,64}))?");

    private final String folder;
    private final PlanReader reader;
    private final PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();

    /** @param folder a Spring resource location that ends in a slash, such as {@code classpath:processes/} */
    PlanFiles(String folder, PlanReader reader) {
        this.folder = folder;
        this.reader = reader;
    }

    PlanFiles(String folder) {
        this(folder, new PlanReader());
    }

    /**
     * A plan as it was found.
     *
     * @param baseName of its three files
     * @param source null where the files cannot be read at all
     */
    record Found(String baseName, PlanSource source, String unreadable) {}

    /** @throws UncheckedIOException when it is no directory that can be read: a search would simply find nothing in it */
    void requireThere() {
        try {
            var directory = resources.getResource(folder).getFile().toPath();
            if (!Files.isDirectory(directory) || !Files.isReadable(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UncheckedIOException when the folder cannot be listed */
    List<Found> found() {
        try {
            return Arrays.stream(resources.getResources(folder + PREFIX + "*" + TABLE))
                    .sorted(Comparator.comparing(Resource::getFilename))
                    .map(this::found)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One plan, by the file of its table; its texts lie beside it.
     *
     * @throws IOException when it cannot be read
     */
    public static PlanReader.Reading read(Path table, PlanReader reader) throws IOException {
        var folder = table.toAbsolutePath().getParent();
        var found = new PlanFiles("file:" + folder + "/", reader).found(new FileSystemResource(table));
        if (found.source() == null) {
            throw new IOException(found.unreadable());
        }
        return reader.read(found);
    }

    private Found found(Resource file) {
        var fileName = String.valueOf(file.getFilename());
        var baseName = fileName.endsWith(TABLE) ? fileName.substring(0, fileName.length() - TABLE.length()) : fileName;
        var name = NAME.matcher(baseName);
        if (!name.matches()) {
            return new Found(baseName, null, "the name of the file names no plan");
        }
        try {
            return new Found(
                    baseName,
                    new PlanSource(
                            name.group(1),
                            name.group(2),
                            text(file),
                            besides(PlanReader.chinese(baseName)),
                            besides(PlanReader.english(baseName))),
                    null);
        } catch (IOException e) {
            return new Found(baseName, null, "the files cannot be read as UTF-8: " + e);
        }
    }

    /** Null where there is none. */
    private String besides(String fileName) throws IOException {
        var file = resources.getResource(folder + fileName);
        return file.exists() ? text(file) : null;
    }

    private static String text(Resource file) throws IOException {
        var bytes = file.getContentAsByteArray();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(file.getFilename() + " is not UTF-8", e);
        }
    }

    /** @throws InvalidPlan with a sentence when they cannot be trusted */
    Clauses common() {
        var baseName = PREFIX + "common";
        try {
            return PlanReader.common(
                    baseName,
                    besides(PlanReader.chinese(baseName)),
                    besides(PlanReader.english(baseName)),
                    RefundPolicy.COMMON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Every plan of the folder.
     *
     * @throws InvalidPlan with a sentence when any of the files cannot be trusted
     */
    List<RefundPlan> plans() {
        return trusted().values().stream()
                .map(reading -> reading.plan().orElseThrow())
                .toList();
    }

    /**
     * Every plan of the folder as it was read.
     *
     * @throws InvalidPlan with a sentence when any of the files cannot be trusted
     */
    Map<Found, PlanReader.Reading> trusted() {
        var all = new LinkedHashMap<Found, PlanReader.Reading>();
        found().forEach(file -> all.put(file, trusted(file)));
        if (all.isEmpty()) {
            throw new InvalidPlan(folder, "there is no refund plan in this folder");
        }
        return all;
    }

    private PlanReader.Reading trusted(Found file) {
        if (file.source() == null) {
            throw new InvalidPlan(file.baseName(), file.unreadable());
        }
        var reading = reader.read(file);
        reading.findings().stream()
                .filter(finding -> finding.isError())
                .findFirst()
                .ifPresent(finding -> {
                    throw new InvalidPlan(finding.where(), finding.text());
                });
        return reading;
    }

    /**
     * The plans of this folder alone, each in force since it says so.
     *
     * @throws InvalidPlan with a sentence when any of the files cannot be trusted
     */
    RefundPolicy policy() {
        return new RefundPolicy(plans(), common());
    }
}
