package io.druidpatch.build;

import io.druidpatch.image.ImageName;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The distribution, the base image and the target of an image.
 *
 * @param distribution the tarball
 * @param name the image's name in a tarball
 * @param changedOnly whether only patched jars go in, on a base that has Druid; by default, if the
 *     base is Apache's Druid image
 */
public record ImageRequest(
    Path distribution,
    ImageName base,
    ImageName to,
    Optional<ImageName> name,
    Optional<Boolean> changedOnly) {}
