/** A container image of a distribution, made without a container engine. */
package io.druidpatch.image;
