// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.regclient.testing.ExampleFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** The manifests for Kubernetes are what the API's own types know, and what they name is there. */
class ExampleManifestsTest {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Secret", Secret.class,
            "apps/v1 Deployment", Deployment.class,
            "batch/v1 CronJob", CronJob.class,
            "batch/v1 Job", Job.class);

    /** The types keep fields they do not know; without that, such a field is an error. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated member) {
                    return false;
                }
            })
            .build();

    private static HasMetadata read(Map<?, ?> manifest) {
        String kind = manifest.get("apiVersion") + " " + manifest.get("kind");
        assertThat(KINDS).containsKey(kind);
        return STRICT.convertValue(manifest, KINDS.get(kind));
    }

    private static List<HasMetadata> all() throws IOException {
        return ExampleFiles.manifests().stream().map(ExampleManifestsTest::read).toList();
    }

    private static List<PodTemplateSpec> pods() throws IOException {
        List<PodTemplateSpec> pods = new ArrayList<>();
        for (HasMetadata each : all()) {
            switch (each) {
                case Deployment deployment -> pods.add(deployment.getSpec().getTemplate());
                case CronJob job ->
                    pods.add(job.getSpec().getJobTemplate().getSpec().getTemplate());
                case Job job -> pods.add(job.getSpec().getTemplate());
                default -> assertThat(each).isInstanceOfAny(ConfigMap.class, Secret.class);
            }
        }
        return pods;
    }

    @Test
    @DisplayName("every field of every manifest is known to the API")
    void fieldsAreKnown() throws IOException {
        Set<String> found = new TreeSet<>();
        for (HasMetadata each : all()) {
            found.add(each.getKind() + " " + each.getMetadata().getName());
        }
        assertThat(found)
                .containsExactly(
                        "ConfigMap regbot",
                        "ConfigMap regsync",
                        "CronJob regbot",
                        "CronJob regsync",
                        "Deployment regsync",
                        "Deployment regsync-replicas",
                        "Job regsync-shards",
                        "Secret regbot",
                        "Secret regsync");
    }

    @Test
    @DisplayName("a misspelled field at any depth is found")
    void findsUnknownFields() throws IOException {
        String job = ExampleFiles.read("kubernetes/regsync-shards.yaml");
        for (String field : List.of("completionMode", "seccompProfile", "readOnlyRootFilesystem", "sizeLimit")) {
            assertThatThrownBy(() -> read(ExampleFiles.documents(job.replace(field, field + "s"))
                            .getFirst()))
                    .as(field)
                    .hasMessageContaining("\"" + field + "s\"");
        }
    }

    @Test
    @DisplayName("pods run as a user, without capabilities, on a root that is read-only, within limits")
    void podsAreConfined() throws IOException {
        for (PodTemplateSpec template : pods()) {
            PodSpec pod = template.getSpec();
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            Container container = pod.getContainers().getFirst();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        }
    }

    @Test
    @DisplayName("every volume, ConfigMap, Secret and label that is named is there")
    void namesAreThere() throws IOException {
        Set<String> objects = new TreeSet<>();
        for (HasMetadata each : all()) {
            objects.add(each.getKind() + " " + each.getMetadata().getName());
            if (each instanceof Deployment deployment) {
                assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                        .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
                boolean alone = deployment.getSpec().getReplicas() == 1;
                assertThat(deployment.getSpec().getStrategy().getType())
                        .isEqualTo(alone ? "Recreate" : "RollingUpdate");
            }
        }
        for (PodTemplateSpec template : pods()) {
            PodSpec pod = template.getSpec();
            List<VolumeMount> mounts = pod.getContainers().getFirst().getVolumeMounts();
            assertThat(pod.getVolumes())
                    .extracting(Volume::getName)
                    .containsExactlyInAnyOrderElementsOf(
                            mounts.stream().map(VolumeMount::getName).toList());
            for (Volume volume : pod.getVolumes()) {
                if (volume.getConfigMap() != null) {
                    assertThat(objects)
                            .contains("ConfigMap " + volume.getConfigMap().getName());
                } else if (volume.getSecret() != null) {
                    assertThat(objects).contains("Secret " + volume.getSecret().getSecretName());
                } else {
                    assertThat(volume.getEmptyDir()).isNotNull();
                }
            }
        }
    }

    @Test
    @DisplayName("the selector of a Deployment picks its own pods and none of the jobs'")
    void selectorsPickOwnPods() throws IOException {
        for (HasMetadata each : all()) {
            if (each instanceof Deployment deployment) {
                Map<String, String> selector =
                        deployment.getSpec().getSelector().getMatchLabels();
                assertThat(pods())
                        .filteredOn(
                                pod -> pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                        .containsExactly(deployment.getSpec().getTemplate());
            }
        }
    }

    @Test
    @DisplayName("every secret file that a configuration names is a key of a Secret")
    void secretFilesAreThere() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (HasMetadata each : all()) {
            if (each instanceof Secret secret) {
                secret.getStringData()
                        .keySet()
                        .forEach(key -> keys.add(each.getMetadata().getName() + "/" + key));
            }
        }
        Set<String> named = new TreeSet<>();
        for (String file : List.of("regsync.yml", "regbot.yml")) {
            Pattern.compile("/run/secrets/([^\"]+)")
                    .matcher(ExampleFiles.configMap(file))
                    .results()
                    .forEach(found -> named.add(found.group(1)));
        }
        assertThat(named).isEqualTo(keys);
    }

    @Test
    @DisplayName("the Indexed Job has as many pods as its command line has shards")
    void shardsAreAllThere() throws IOException {
        JobSpec job = all().stream()
                .filter(Job.class::isInstance)
                .map(each -> ((Job) each).getSpec())
                .findFirst()
                .orElseThrow();
        assertThat(job.getCompletionMode()).isEqualTo("Indexed");
        assertThat(job.getTemplate().getSpec().getContainers().getFirst().getArgs())
                .containsSequence("--shard", "auto/" + job.getCompletions());
    }
}
