// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.archive.Compression;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.mod.ConfigEdits;
import io.regclient.mod.FileEdits;
import io.regclient.mod.ImageEdit;
import io.regclient.mod.LayerEdits;
import io.regclient.mod.TimeChange;

/** Options of {@code image mod} that change layers and the files in them (contract regctl 11). */
final class LayerModFlags {
    private static final String TIME_PARAMETERS =
            "set=TIME or from-label=NAME, with after=TIME, base-ref=IMAGE, base-layers=N";

    private LayerModFlags() {}

    static void declare(ModSteps steps) {
        steps.list(
                "file-tar-time",
                "Times within a tar archive that is a file of a layer: filename=NAME, " + TIME_PARAMETERS,
                LayerModFlags::fileTime);
        steps.list("file-tar-time-max", "Latest time within such an archive, NAME,TIME", LayerModFlags::fileTimeMax)
                .hidden();
        steps.later(
                "layer-add",
                "Append a layer: tar=FILE or dir=DIRECTORY, with platform=P, mediaType=TYPE",
                text -> NewLayer.parse(text)::edit);
        steps.text(
                "layer-compress",
                "Compress layers otherwise: gzip, none or zstd",
                text -> LayerEdits.layerCompression(Compression.parse(text)));
        steps.text(
                "layer-rm-created-by",
                "Remove the layers whose history matches a regular expression",
                LayerEdits::layerRmCreatedBy);
        steps.position(
                "layer-rm-index",
                "Remove one layer of a single image, the first is 0",
                text -> LayerEdits.layerRmIndex(index(text)));
        steps.text(
                "layer-strip-file",
                "Remove a file, or a directory with all below it, from all layers",
                FileEdits::layerStripFile);
        steps.text(
                "layer-time",
                "Times of the files in layers: " + TIME_PARAMETERS,
                text -> FileEdits.layerTimestamp(TimeOption.parse(text)));
        steps.text(
                        "layer-time-max",
                        "Latest time of the files in layers",
                        text -> FileEdits.layerTimestamp(TimeOption.max(text)))
                .hidden();
        steps.on("reproducible", "Clear the names of users and groups in layers", FileEdits.layerReproducible());
        steps.text(
                "time", "Times of config, history and files: " + TIME_PARAMETERS, text -> all(TimeOption.parse(text)));
        steps.text("time-max", "Latest time of config, history and files", text -> all(TimeOption.max(text)))
                .hidden();
    }

    private static ImageEdit all(TimeChange change) {
        ImageEdit config = ConfigEdits.timestamp(change);
        ImageEdit files = FileEdits.layerTimestamp(change);
        return plan -> {
            config.plan(plan);
            files.plan(plan);
        };
    }

    private static ImageEdit fileTime(String text) throws RegistryException {
        ParameterList parameters = TimeOption.parameters(text);
        String name = parameters
                .take("filename")
                .orElseThrow(
                        () -> RegistryException.of(ErrorKind.INVALID_INPUT, "requires the file, give filename=NAME"));
        return FileEdits.fileTarTime(name, TimeOption.parse(parameters));
    }

    private static ImageEdit fileTimeMax(String text) throws RegistryException {
        int comma = text.lastIndexOf(',');
        if (comma <= 0) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "requires a file and a time, NAME,TIME");
        }
        return FileEdits.fileTarTime(text.substring(0, comma), TimeOption.max(text.substring(comma + 1)));
    }

    private static int index(String text) throws RegistryException {
        String why = "invalid syntax";
        try {
            long index = Long.parseLong(text);
            if (index >= 0 && index <= Integer.MAX_VALUE) {
                return (int) index;
            }
            why = index < 0 ? why : "value out of range";
        } catch (NumberFormatException e) {
            // told below
        }
        throw RegistryException.of(
                ErrorKind.INVALID_INPUT,
                "strconv.ParseUint: parsing \"" + text + "\": " + why + ", give a number from 0 for the first layer");
    }
}
