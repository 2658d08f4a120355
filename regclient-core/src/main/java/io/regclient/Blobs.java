// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.copy.ProgressListener;
import io.regclient.error.RegistryException;
import io.regclient.image.FileLookup;
import io.regclient.image.ImageFile;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.BlobHead;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.util.Optional;

/** Content of repositories by digest: {@link RegClient#blobs}, which says how its methods fail. */
public final class Blobs {
    private final SchemeSet schemes;
    private final SharedCopier copier;

    Blobs(SchemeSet schemes, SharedCopier copier) {
        this.schemes = schemes;
        this.copier = copier;
    }

    /**
     * Upstream {@code BlobHead}; URLs of the descriptor count as well (BL-1).
     *
     * @return the descriptor completed with size in bytes and media type
     */
    public Optional<Descriptor> head(Ref repo, Descriptor blob) throws IOException {
        Scheme scheme = schemes.ofRepo(repo);
        return Operations.call(() -> scheme.headBlob(repo, blob));
    }

    /** Like {@link #head}, with the response headers; a layout has none. */
    public Optional<BlobHead> probe(Ref repo, Descriptor blob) throws IOException {
        Scheme scheme = schemes.ofRepo(repo);
        return Operations.call(() -> scheme.probeBlob(repo, blob));
    }

    /** Like {@link #probe}, but there must be a blob: the failure says what is missing. */
    public BlobHead requireHead(Ref repo, Descriptor blob) throws IOException {
        Scheme scheme = schemes.ofRepo(repo);
        return Operations.call(() -> scheme.requireBlob(repo, blob));
    }

    /**
     * Upstream {@code BlobGet}, from the registry or a URL of the descriptor (BL-2). The caller closes the stream; until
     * then it holds a slot of the host (CO-1). Size and digest are checked at its end (VD-1).
     */
    public BlobReader get(Ref repo, Descriptor blob) throws IOException {
        Scheme scheme = schemes.ofRepo(repo);
        return Operations.call(() -> scheme.getBlob(repo, blob));
    }

    /**
     * Opens a file of a layer (AR-5, regctl 9.2.6); the caller closes it, until then it holds a slot of the host.
     *
     * @param name a leading "/" changes nothing
     * @throws RegistryException of kind FILE_NOT_FOUND, or FILE_DELETED when the layer removes it
     */
    public ImageFile openFile(Ref repo, Descriptor layer, String name) throws IOException {
        return Operations.call(() -> new FileLookup(schemes).inLayer(repo, layer, name));
    }

    /**
     * Upstream {@code BlobPut}; content of known digest and size goes in one request, other content in chunks (BL-10).
     *
     * @param expected digest and size in bytes, as far as known
     * @param body is opened again for another try where it can be
     * @return the descriptor with digest and size (BL-18)
     * @throws RegistryException of kind MISMATCH for content of another size; nothing is stored then (BL-16)
     */
    public Descriptor put(Ref repo, Descriptor expected, BlobSource body) throws IOException {
        Scheme scheme = schemes.ofRepo(repo);
        return Operations.call(() -> scheme.putBlob(repo, expected, body));
    }

    /**
     * Upstream {@code BlobMount}: makes a blob of another repository of the same registry available (BL-5).
     *
     * @return false when the registry wants the content instead
     */
    public boolean mount(Ref source, Ref target, Descriptor blob) throws IOException {
        schemes.ofRepo(source);
        Scheme scheme = schemes.ofRepo(target);
        return Operations.call(() -> scheme.mountBlob(source, target, blob));
    }

    /**
     * Upstream {@code BlobCopy}: nothing where the target has it, else a mount or a transfer (BL-19). A transfer that
     * was damaged on its way is repeated once.
     */
    public void copy(Ref source, Ref target, Descriptor blob) throws IOException {
        schemes.ofRepo(source);
        schemes.ofRepo(target);
        Operations.run(() -> copier.get().copyBlob(source, target, blob, ProgressListener.NONE));
    }

    /** Upstream {@code BlobDelete}; nobody checks whether a manifest needs it (BL-4). */
    public void delete(Ref repo, Descriptor blob) throws IOException {
        Scheme scheme = schemes.ofRepo(repo);
        Operations.run(() -> scheme.deleteBlob(repo, blob));
    }
}
