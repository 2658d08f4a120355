// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.config.HostConfig;
import io.regclient.config.RegctlConfig;
import io.regclient.copy.CopyResult;
import io.regclient.copy.CopyTally;
import io.regclient.copy.RepoCopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.image.ConfigBlob;
import io.regclient.kit.template.Functions;
import io.regclient.kit.template.Template;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.view.ReferenceView;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.ListedManifest;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.model.RateLimit;
import io.regclient.model.ReferrerList;
import io.regclient.model.RepoList;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.scheme.BlobHead;
import io.regclient.stream.BlobReader;
import io.regclient.validate.Flaw;
import io.regclient.validate.Validation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Every object a template can reach: its JSON is that of the document, its fields and types are those of Go (contract
 * regctl 7.4, 7.7; core JS-2, JS-3). The table is {@code templates.csv} beside this class.
 */
class TemplateObjectsTest {
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String OTHER = "fedcba9876543210".repeat(4);
    private static final Map<String, List<String>> HEADERS =
            Map.of("content-type", List.of("text/x"), "x-two", List.of("a", "b"));

    private static final String LAYER = "{'mediaType':'application/vnd.oci.image.layer.v1.tar+gzip','digest':'sha256:"
            + HEX + "','size':1000,'annotations':{'b':'<2>','a':'1'}}";
    private static final String SUBJECT =
            "{'mediaType':'application/vnd.oci.image.index.v1+json','digest':'sha256:" + OTHER + "','size':7}";
    private static final String ENTRY = "{'mediaType':'application/vnd.oci.image.manifest.v1+json','digest':'sha256:"
            + HEX + "','size':500,'platform':{'os':'linux','variant':'v7','architecture':'arm','os.features':['f']},"
            + "'artifactType':'application/x'}";
    private static final String CONFIG = "{'x':1,'architecture':'arm64','os':'linux','variant':'v8',"
            + "'created':'2021-01-02T03:04:05.5Z','config':{'Labels':{'b':'2','a':'1'},'Env':['A=b'],'Cmd':[],"
            + "'ExposedPorts':{'80/tcp':{}},'StopTimeout':0,"
            + "'Healthcheck':{'Test':['CMD'],'Interval':30000000000}},"
            + "'rootfs':{'type':'layers','diff_ids':['sha256:" + HEX + "']},"
            + "'history':[{'created_by':'RUN a','empty_layer':true,'created':'2021-01-02T03:04:05Z'},{'comment':'c'}]}";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "templates.csv", delimiter = '|', quoteCharacter = '\u0001', maxCharsPerColumn = 10_000)
    @DisplayName("regctl 7.4, 7.7: objects, templates, and what these print")
    void prints(String object, String template, @Nullable String expected) throws IOException {
        String names =
                Optional.ofNullable(expected).orElse("").replace("HEX", HEX).replace("OTHER", OTHER);
        assertThat(expand(template.replace("HEX", HEX), object(object))).isEqualTo(names.replace("\\n", "\n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "failures.csv", delimiter = '|', quoteCharacter = '\u0001')
    @DisplayName("regctl 7.3, 7.7: what a template asks for in vain is named with the type that lacks it")
    void fails(String object, String template, String expected) throws IOException {
        TemplateObject data = object(object);
        RegistryException failure = catchThrowableOfType(RegistryException.class, () -> expand(template, data));
        assertThat(failure).hasMessageEndingWith(expected);
    }

    @Test
    @DisplayName("regctl 7.7: the JSON of a manifest, a config and a list is the document, without its white space")
    void keepsDocuments() throws IOException {
        String unusual = "{ 'z':1.50e+1, 'schemaVersion':2,\n'layers':null,'mediaType':'" + MediaType.OCI_MANIFEST
                + "','config':{'size':2,'digest':'sha256:" + HEX + "','mediaType':'x','own':'\\u00e9'} }";
        TemplateObject manifest = ManifestView.of(ref("repo:v1"), "repo:v1", manifest(unusual));
        assertThat(expand("{{json .}}", manifest))
                .isEqualTo(quoted("{'z':1.50e+1,'schemaVersion':2,'layers':null,'mediaType':'" + MediaType.OCI_MANIFEST
                        + "','config':{'size':2,'digest':'sha256:" + HEX + "','mediaType':'x','own':'\\u00e9'}}\n"));
        assertThat(expand("{{jsonPretty .}}", image("{'os':'linux','own':[ 1,\n2],'architecture':'amd64'}")))
                .isEqualTo("""
                        {
                          "os": "linux",
                          "own": [
                            1,
                            2
                          ],
                          "architecture": "amd64"
                        }
                        """);
    }

    private static String expand(String template, TemplateObject data) throws IOException {
        Functions functions = Functions.standard(name -> Optional.empty(), path -> Optional.empty(), Clock.systemUTC());
        return Template.parse(template, functions).expand(data);
    }

    private static TemplateObject object(String name) throws IOException {
        return switch (name) {
            case "image" ->
                manifest(
                        MediaType.OCI_MANIFEST,
                        "'config':" + LAYER + ",'layers':[" + LAYER + "],'subject':" + SUBJECT
                                + ",'annotations':{'k':'v'}");
            case "bare image" -> manifest(MediaType.OCI_MANIFEST, "'config':" + SUBJECT + ",'layers':[]");
            case "docker image" ->
                manifest(MediaType.DOCKER_MANIFEST, "'config':" + SUBJECT + ",'layers':[" + LAYER + "]");
            case "index" -> manifest(MediaType.OCI_INDEX, "'manifests':[" + ENTRY + "]");
            case "docker list" -> manifest(MediaType.DOCKER_LIST, "'manifests':[" + SUBJECT + "]");
            case "artifact" ->
                manifest(MediaType.OCI_ARTIFACT, "'artifactType':'application/x','blobs':[" + LAYER + "]");
            case "schema 1" ->
                ManifestView.of(
                        ref("repo:v1"),
                        "repo:v1",
                        Manifest.parse(
                                MediaType.DOCKER_SCHEMA1,
                                Optional.empty(),
                                bytes("{'schemaVersion':1,'name':'n','tag':'t','architecture':'amd64','fsLayers':"
                                        + "[{'blobSum':'sha256:" + HEX + "'}],'history':[{'v1Compatibility':'{}'}]}")));
            case "head" -> ManifestView.of(ref("repo:v1"), head(MediaType.OCI_MANIFEST));
            case "index head" -> ManifestView.of(ref("repo:v1"), head(MediaType.OCI_INDEX));
            case "result" -> ManifestView.result(ref("repo:v1"), manifest(doc(MediaType.OCI_INDEX, "'manifests':[]")));
            case "config" -> image(CONFIG);
            case "bare config" -> image("{'os':'linux','architecture':'amd64'}");
            case "blob" ->
                BlobView.of(new BlobReader(
                        new ByteArrayInputStream(bytes("hello")),
                        OptionalLong.of(5),
                        Optional.empty(),
                        "text/x",
                        HEADERS));
            case "blob head" -> BlobView.of(new BlobHead(Descriptor.of("text/x", digest(), 5), HEADERS));
            case "stored" -> BlobView.ofStored(Descriptor.of("", digest(), 5));
            default -> otherObject(name);
        };
    }

    private static TemplateObject otherObject(String name) throws IOException {
        return switch (name) {
            case "tags" -> ListView.of(tags(), List.of("v2", "v1"), Optional.empty());
            case "no tags" ->
                ListView.of(
                        new TagList(
                                "repo",
                                List.of(),
                                List.of(),
                                Map.of(),
                                bytes("{'name':'repo','tags':null}"),
                                Map.of(),
                                Optional.of("http://r.example.org/v2/repo/tags/list?n=2"),
                                false),
                        List.of(),
                        Optional.empty());
            case "layout tags" ->
                ListView.of(
                        TagList.ofLayout(List.of("v1"), bytes(doc(MediaType.OCI_INDEX, "'manifests':[" + ENTRY + "]"))),
                        List.of("v1"),
                        Optional.empty());
            case "repositories" ->
                ListView.of(
                        new RepoList(List.of("b", "a"), bytes("{'repositories':['b', 'a']}"), HEADERS, false),
                        Optional.empty());
            case "limit" -> RateLimitView.of(new RateLimit(true, 1, 100, 3, List.of("100;w=21600")));
            case "no limit" -> RateLimitView.of(RateLimit.NONE);
            case "referrers" -> ReferrerView.of(ref("repo:v1"), Optional.empty(), referrers(ENTRY));
            case "no referrers" -> ReferrerView.of(ref("repo:v1"), Optional.of(ref("other")), referrers(""));
            case "reference" -> ReferenceView.of(ref("r.example.org/a/b:v1"));
            case "layout reference" -> ReferenceView.of(Ref.parse("ocidir://dir/Sub:v1"));
            case "host" -> HostView.of(HostConfig.named("r.example.org"));
            case "configuration" -> HostView.of("f.json", RegctlConfig.EMPTY);
            default -> ownObject(name);
        };
    }

    /** What the Go tool does not print. */
    private static TemplateObject ownObject(String name) throws IOException {
        return switch (name) {
            case "copy" ->
                CopyView.of(
                        new CopyResult(
                                ref("r.example.org/a/b:v1"),
                                digest(),
                                1,
                                0,
                                new CopyTally(3, 2, 1),
                                new CopyTally(30, 20, 10)),
                        7,
                        1.5);
            case "repo copy" ->
                CopyView.of(
                        new RepoCopyResult(
                                ref("r.example.org/a").withoutVersion(),
                                ref("r.example.org/b").withoutVersion(),
                                List.of(),
                                List.of()),
                        2,
                        0.25);
            case "check" ->
                ValidationView.of(new Validation(
                        "a",
                        1,
                        2,
                        30,
                        List.of(new Flaw(Flaw.Kind.MISSING, List.of("a", "layer x"), "it is not there")),
                        0));
            default -> throw new IllegalArgumentException("no object " + name);
        };
    }

    private static ManifestHead head(String mediaType) {
        return new ManifestHead(Descriptor.of(mediaType, digest(), 500), RateLimit.NONE, HEADERS);
    }

    private static TagList tags() {
        ListedManifest listed = new ListedManifest(
                OptionalLong.of(9), "m", List.of("v1"), Optional.of(Instant.ofEpochMilli(1500)), Optional.empty());
        return new TagList(
                "repo",
                List.of("v2", "v1", "x"),
                List.of("sub"),
                Map.of("sha256:" + HEX, listed),
                bytes("{'name':'repo', 'tags':['x']}"),
                HEADERS,
                Optional.of("http://r.example.org/v2/repo/tags/list?last=v1"),
                false);
    }

    private static ReferrerList referrers(String entries) throws IOException {
        Manifest index = manifest(doc(MediaType.OCI_INDEX, "'manifests':[" + entries + "]"));
        return new ReferrerList(index.manifests(), Map.of(), List.of(), index);
    }

    private static TemplateObject image(String config) throws IOException {
        byte[] raw = bytes(config);
        return ImageConfigView.of(new ConfigBlob(
                Descriptor.of(MediaType.OCI_CONFIG, digest(), raw.length), HEADERS, ImageConfig.parse(raw)));
    }

    private static TemplateObject manifest(String mediaType, String members) throws IOException {
        Manifest manifest = manifest(doc(mediaType, members)).withHeaders(HEADERS);
        return ManifestView.of(ref("repo:v1"), "repo:v1", manifest);
    }

    private static String doc(String mediaType, String members) {
        return "{'schemaVersion':2,'mediaType':'" + mediaType + "'," + members + "}";
    }

    private static Manifest manifest(String document) throws IOException {
        return Manifest.parse("", Optional.empty(), bytes(document));
    }

    private static Digest digest() {
        return Digest.tryParse("sha256:" + HEX).orElseThrow();
    }

    private static Ref ref(String text) throws IOException {
        return Ref.parse(text.contains("/") ? text : "r.example.org/" + text);
    }

    private static byte[] bytes(String json) {
        return quoted(json).getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }
}
