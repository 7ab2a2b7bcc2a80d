package org.cinemarefund.evidence;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Pictures as the tables keep them, without tables. */
final class MemoryPictures implements Pictures {
    final Map<String, Picture> all = new LinkedHashMap<>();
    final Map<String, byte[]> contents = new HashMap<>();
    final Map<String, Instant> lookAt = new HashMap<>();
    private final Map<String, TreeMap<Integer, String>> cases = new HashMap<>();

    @Override
    public int uploadedSince(String openid, Instant since) {
        return (int) all.values().stream()
                .filter(each ->
                        each.openid().equals(openid) && !each.uploadedAt().isBefore(since))
                .count();
    }

    @Override
    public int lockUploadedSince(String openid, Instant since) {
        return uploadedSince(openid, since);
    }

    @Override
    public void add(Picture picture, byte[] content, Instant at) {
        all.put(picture.id(), picture);
        contents.put(picture.id(), content);
        lookAt.put(picture.id(), at);
    }

    @Override
    public Optional<Picture> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public byte[] content(String id) {
        return contents.get(id);
    }

    @Override
    public List<Picture> lockUnused(String openid, Collection<String> ids) {
        return all.values().stream()
                .filter(each -> ids.contains(each.id()) && each.openid().equals(openid) && each.applicationNo() == null)
                .toList();
    }

    @Override
    public void use(String id, String applicationNo, String cinemaId, int nr, Instant at) {
        var unused = all.get(id);
        all.put(
                id,
                new Picture(
                        id,
                        unused.openid(),
                        unused.uploadedAt(),
                        unused.contentType(),
                        unused.bytes(),
                        unused.sha256(),
                        applicationNo,
                        cinemaId));
        cases.computeIfAbsent(applicationNo, each -> new TreeMap<>()).put(nr, id);
        lookAt.put(id, at);
    }

    @Override
    public int countOf(String applicationNo) {
        return cases.getOrDefault(applicationNo, new TreeMap<>()).size();
    }

    @Override
    public Map<String, List<String>> of(Collection<String> applicationNos) {
        var of = new HashMap<String, List<String>>();
        cases.forEach((number, ids) -> {
            if (applicationNos.contains(number)) {
                of.put(number, List.copyOf(ids.values()));
            }
        });
        return of;
    }
}
