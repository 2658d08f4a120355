// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.artifact;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.ref.Ref;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** {@code --subject}: the image an artifact is about; its old name {@code --refers} is taken too (contract regctl 9.1). */
final class SubjectFlag {
    private final Flag<Optional<Ref>> subject;
    private final Flag<Optional<Ref>> refers;

    SubjectFlag(FlagSet flags, String usage) {
        subject = flags.parsed("subject", usage, Ref::parse).names(Kind.IMAGE);
        refers = flags.parsed("refers", "Old name of --subject", Ref::parse).hidden();
    }

    Optional<Ref> value() {
        if (refers.isGiven()) {
            LoggerFactory.getLogger(SubjectFlag.class).warn("--refers is deprecated, use --subject");
        }
        return subject.value().or(refers::value);
    }

    /** The failure of a command line that names neither an artifact nor a subject. */
    static RegistryException missing() {
        return RegistryException.of(ErrorKind.INVALID_INPUT, "either a reference or subject must be provided");
    }
}
