/** The object store that tasks' logs go to: real S3 servers over HTTP. */
package io.druidpatch.verification.store;
