/** OpenPGP: detached signatures of files, made and checked with keys that the caller gives. */
package io.druidpatch.signature;
