// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.server.samples.SampleImage;
import java.util.List;

/**
 * A repository that belongs to one test, so that tests on one registry can run side by side.
 *
 * @param registry the registry
 * @param name repository name
 */
public record TestRepository(InProcessRegistry registry, String name) {

    /** The full name, for example {@code 127.0.0.1:40001/t1/copies}. */
    public String fullName() {
        return registry.host() + "/" + name;
    }

    public Ref ref(String tag) {
        return parse(fullName() + ":" + tag);
    }

    public Ref ref(SampleImage image) {
        return parse(fullName() + "@" + image.digest());
    }

    /** Stores an image directly, without a request in the log. */
    public SampleImage put(SampleImage image, String... tags) {
        registry.put(name, image, tags);
        return image;
    }

    /** Requests of this repository. */
    public List<RecordedRequest> requests() {
        return registry.requests().of(name);
    }

    /** Method and path below the repository, for example {@code GET manifests/latest}. */
    public List<String> lines() {
        return requests().stream()
                .map(r -> r.method() + " " + r.line().substring(r.line().indexOf(name) + name.length() + 1))
                .toList();
    }

    /** Adds a fault for requests of this repository; the expression is searched behind the repository name. */
    public TestRepository fault(String method, String pathRegex, FaultPlan.Occurrence occurrence, Fault fault) {
        registry.faults().on(method, "/v2/" + name + "/.*(?:" + pathRegex + ")", occurrence, fault);
        return this;
    }

    private static Ref parse(String text) {
        try {
            return Ref.parse(text);
        } catch (RegistryException e) {
            throw new IllegalStateException("not a reference: " + text, e);
        }
    }
}
