// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Progress;
import io.regclient.regctl.view.BlobView;
import io.regclient.regctl.view.ProgressDisplay;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** {@code regctl blob put} (contract regctl 9.2.8). Nobody collects the garbage of a layout: the blob would be some. */
final class BlobPut implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("put", "upload a blob/layer", BlobPut::new)
            .withAliases("push")
            .withDescription("""
                    Upload a blob from stdin and print its digest. It stays where a manifest that names it is
                    pushed soon: registries remove other blobs after some time.""")
            .withArguments("repository")
            .withExampleReading("upload a blob", "a new blob\n", "registry.example.org/sample/new");

    private final MediaTypeFlag contentType;
    private final Flag<String> digest;
    private final FormatFlag format;

    private BlobPut(FlagSet flags) {
        contentType = new MediaTypeFlag(flags, "content-type");
        digest = flags.text("digest", "Set the expected digest");
        format = new FormatFlag(flags, "{{println .Digest}}");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref repo = Ref.parse(invocation.argument(0));
        contentType.tell();
        try (ProgressDisplay progress = Progress.of(invocation);
                RegClient client = Client.open(invocation, progress)) {
            Descriptor stored = client.blobs().put(repo, expected(), BlobSource.once(invocation.in()));
            format.print(invocation, BlobView.ofStored(stored));
        }
        return 0;
    }

    /** The size is not known; a digest that is none is not looked at, which scripts rely on (13.34). */
    private Descriptor expected() {
        Optional<Digest> wanted = Digest.tryParse(digest.value());
        if (wanted.isEmpty() && !digest.value().isEmpty()) {
            LoggerFactory.getLogger(BlobPut.class)
                    .atWarn()
                    .addKeyValue("digest", digest.value())
                    .log("The expected digest is not a digest and is ignored");
        }
        return new Descriptor("", wanted, -1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");
    }
}
