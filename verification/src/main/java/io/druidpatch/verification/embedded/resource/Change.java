package io.druidpatch.verification.embedded.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * One change in the store.
 *
 * @param revision the resource version that it made
 * @param before the object as it was, if it was there
 * @param after the object as it is, if it is there; of one that was removed, see {@link #last()}
 * @param last the object as watches show it
 */
public record Change<T extends HasMetadata>(
    long revision, Optional<T> before, Optional<T> after, T last) {}
