// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import java.util.List;
import java.util.Optional;

/** An unset pointer that remembers its type. */
record NilPointer(String goTypeName) implements TemplateObject {
    @Override
    public Optional<Member> member(String name) {
        return Optional.empty();
    }

    @Override
    public List<String> fieldNames() {
        return List.of();
    }

    @Override
    public boolean isNil() {
        return true;
    }
}
