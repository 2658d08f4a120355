// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.ListedManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.RepoList;
import io.regclient.model.TagList;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists of tags and repositories as templates see them; JSON is the raw body (contract regctl 7.7). */
public final class ListView {
    private static final String STRINGS = "[]string";
    /** What a time is that the registry did not tell: Go's zero time. */
    private static final Instant NO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    private ListView() {}

    /**
     * The object of a tag list.
     *
     * @param shown the tags left by include and exclude (contract regctl 9.11.2)
     * @param order empty: that of the registry, and by name in the pretty form
     */
    public static TemplateObject of(TagList list, List<String> shown, Optional<Comparator<String>> order) {
        TemplateObject answer = answer("tag.tagCommon", list.body(), list.headers())
                .method("GetURL", () -> url(list.url()))
                .build();
        List<String> tags = sorted(onOneLine(shown), order);
        TemplateObject docker = TemplateObject.struct("tag.DockerList")
                .field("Name", "name", list.name())
                .field("Tags", "tags", TemplateObject.orUnset(STRINGS, tags))
                .method("GetTags", () -> TemplateObject.orUnset(STRINGS, tags))
                .pretty(() -> lines(tags, order))
                .build();
        TemplateObject google = TemplateObject.struct("tag.GCRList")
                .field("Children", "child,omitempty", TemplateObject.orUnset(STRINGS, list.children()))
                .field("Manifests", "manifest,omitempty", manifests(list.manifests()))
                .build();
        TemplateObject layout = TemplateObject.struct("tag.LayoutList")
                .lazy("Index", () -> index(list))
                .build();
        return TemplateObject.struct("*tag.List")
                .embed("tagCommon", answer)
                .embed("DockerList", docker)
                .embed("GCRList", google)
                .embed("LayoutList", layout)
                .build();
    }

    /** The object of a repository list, in the same way. */
    public static TemplateObject of(RepoList list, Optional<Comparator<String>> order) {
        List<String> names = sorted(onOneLine(list.repositories()), order);
        TemplateObject repositories = TemplateObject.struct("repo.RepoRegistryList")
                .field("Repositories", "repositories", TemplateObject.orUnset(STRINGS, names))
                .method("GetRepos", () -> TemplateObject.orUnset(STRINGS, names))
                .pretty(() -> lines(names, order))
                .build();
        return TemplateObject.struct("*repo.RepoList")
                .embed(
                        "repoCommon",
                        answer("repo.repoCommon", list.body(), list.headers()).build())
                .embed("RepoRegistryList", repositories)
                .build();
    }

    /** What lists have in common: the last answer, whose bytes are their JSON. */
    private static ObjectBuilder answer(String type, byte[] body, Map<String, List<String>> headers) {
        return TemplateObject.struct(type)
                .method("RawBody", () -> body)
                .method("RawHeaders", () -> HeaderLines.view(headers))
                .method("GetOrig", () -> Absent.NIL)
                .json(() -> new JsonText(new String(body, StandardCharsets.UTF_8)));
    }

    private static TemplateObject url(Optional<String> text) {
        Optional<URI> url = text.map(URI::create);
        String type = "*url.URL";
        return url.map(u -> TemplateObject.struct(type)
                        .field("Scheme", u.getScheme())
                        .field("Host", u.getRawAuthority())
                        .field("Path", u.getPath())
                        .field("RawQuery", Optional.ofNullable(u.getRawQuery()).orElse(""))
                        .text(u::toString)
                        .build())
                .orElseGet(() -> TemplateObject.nil(type));
    }

    /** The index of a layout; the list of a registry has an empty one. */
    private static TemplateObject index(TagList list) throws RegistryException {
        byte[] body = list.url().isPresent() ? "{}".getBytes(StandardCharsets.UTF_8) : list.body();
        return ManifestDocument.of(Manifest.parse(MediaType.OCI_INDEX, Optional.empty(), body));
    }

    private static Object manifests(Map<String, ListedManifest> manifests) {
        Map<String, TemplateObject> views = new LinkedHashMap<>();
        manifests.forEach((digest, listed) -> views.put(digest, manifest(listed)));
        return TemplateObject.orUnset("map[string]tag.GCRManifestInfo", views);
    }

    /** In JSON the numbers are texts, as such registries send them. */
    private static TemplateObject manifest(ListedManifest listed) {
        Instant created = listed.created().orElse(NO_TIME);
        Instant uploaded = listed.uploaded().orElse(NO_TIME);
        Object tags = TemplateObject.orUnset(STRINGS, listed.tags());
        long size = listed.size().orElse(0);
        TemplateObject json = TemplateObject.struct("tag.gcrRawManifestInfo")
                .field("Size", "imageSizeBytes", Long.toString(size))
                .field("MediaType", "mediaType", listed.mediaType())
                .field("Created", "timeCreatedMs", Long.toString(created.toEpochMilli()))
                .field("Uploaded", "timeUploadedMs", Long.toString(uploaded.toEpochMilli()))
                .field("Tags", "tag", tags)
                .build();
        return TemplateObject.struct("tag.GCRManifestInfo")
                .field("Size", size)
                .field("MediaType", listed.mediaType())
                .field("Created", created)
                .field("Uploaded", uploaded)
                .field("Tags", tags)
                .json(() -> json)
                .build();
    }

    /** A name that a registry made of several lines must not look like several names. */
    private static List<String> onOneLine(List<String> names) {
        return names.stream()
                .map(name -> name.indexOf('\n') < 0 && name.indexOf('\t') < 0 ? name : VisibleText.name(name))
                .toList();
    }

    private static List<String> sorted(List<String> names, Optional<Comparator<String>> order) {
        return order.isEmpty() ? names : names.stream().sorted(order.get()).toList();
    }

    private static String lines(List<String> names, Optional<Comparator<String>> order) {
        StringBuilder text = new StringBuilder();
        names.stream()
                .sorted(order.orElse(Comparator.naturalOrder()))
                .forEach(n -> text.append(n).append('\n'));
        return text.toString();
    }
}
