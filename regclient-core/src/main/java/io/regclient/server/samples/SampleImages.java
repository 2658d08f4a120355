// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.samples;

import java.util.List;

/**
 * Small images for trying things out without a network: {@code sample/hello} and {@code sample/tools} for two platforms
 * with layers in common and an SBOM attached to the newest hello, {@code sample/legacy} in Docker's media types. Their
 * digests never change between two versions of this library unless their content does.
 */
public final class SampleImages {
    private static final String VERSION = "org.opencontainers.image.version";

    private SampleImages() {}

    /**
     * An image and where it goes.
     *
     * @param repository repository name
     * @param tags tags of the image
     * @param image the content
     */
    public record Sample(String repository, List<String> tags, SampleImage image) {
        public Sample {
            tags = List.copyOf(tags);
        }
    }

    /** All samples, oldest first. */
    public static List<Sample> all() {
        return List.of(
                new Sample("sample/hello", List.of("1.0.0"), hello("1.0.0", false)),
                new Sample("sample/hello", List.of("1.1.0", "1.1", "1", "latest"), helloWithSbom()),
                new Sample("sample/tools", List.of("2.0.0", "latest"), tools()),
                new Sample("sample/legacy", List.of("1.0.0", "latest"), legacy()));
    }

    private static SampleImage hello(String version, boolean docker) {
        SampleImage amd64 = helloFor("linux/amd64", version, docker);
        SampleImage arm64 = helloFor("linux/arm64", version, docker);
        SampleIndexBuilder index = SampleImage.index(amd64, arm64);
        return docker
                ? index.docker().build()
                : index.annotation(VERSION, version).build();
    }

    private static SampleImage helloFor(String platform, String version, boolean docker) {
        SampleImageBuilder image = SampleImage.image(platform)
                .layer(base())
                .layer("hello.txt", "Hello from " + platform + ", version " + version + "\n")
                .env("PATH", "/usr/bin:/bin")
                .command("cat", "/hello.txt")
                .label(VERSION, version);
        return docker ? image.docker().build() : image.build();
    }

    private static SampleImage helloWithSbom() {
        SampleImage hello = hello("1.1.0", false);
        SampleImage sbom = SampleImage.artifact("application/spdx+json")
                .blob("application/spdx+json", "{\"spdxVersion\":\"SPDX-2.3\",\"name\":\"sample/hello\"}")
                .annotation("org.opencontainers.image.title", "sbom.spdx.json")
                .subject(hello)
                .build();
        return hello.withReferrer(sbom);
    }

    private static SampleImage tools() {
        return SampleImage.index(toolsFor("linux/amd64"), toolsFor("linux/arm64"))
                .annotation(VERSION, "2.0.0")
                .build();
    }

    private static SampleImage toolsFor(String platform) {
        return SampleImage.image(platform)
                .layer(base())
                .layer(SampleLayer.builder()
                        .executable("usr/bin/greet", "#!/bin/sh\ncat /usr/share/greeting\n")
                        .file("usr/share/greeting", "Tools for " + platform + "\n")
                        .build())
                .layer(SampleLayer.random(2, 20_000))
                .env("PATH", "/usr/bin:/bin")
                .entrypoint("/usr/bin/greet")
                .label(VERSION, "2.0.0")
                .build();
    }

    private static SampleImage legacy() {
        return hello("1.0.0", true);
    }

    /** The layer that all samples share: a second repository can mount it. */
    private static SampleLayer base() {
        return SampleLayer.builder()
                .directory("tmp")
                .directory("usr/bin")
                .file("etc/os-release", "NAME=\"Sample\"\nID=sample\nVERSION_ID=1\n")
                .build();
    }
}
