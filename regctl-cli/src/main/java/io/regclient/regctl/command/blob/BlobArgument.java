// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;

/**
 * A blob as a command line names it: a repository and a digest.
 *
 * @param repo where it is
 * @param descriptor its digest; nothing else is known
 */
record BlobArgument(Ref repo, Descriptor descriptor) {

    /** The blob of two arguments that follow each other. */
    static BlobArgument of(Invocation invocation, int first) throws RegistryException {
        Ref repo = Ref.parse(invocation.argument(first));
        return new BlobArgument(repo, digest(invocation, first + 1));
    }

    /** A descriptor of which an argument is the digest. */
    static Descriptor digest(Invocation invocation, int argument) throws RegistryException {
        return Descriptor.ofDigest(Digest.parse(invocation.argument(argument)));
    }

    /** For messages. */
    @Override
    public String toString() {
        return "blob " + descriptor.digest().map(Digest::toString).orElse("") + " of " + repo.commonName();
    }
}
