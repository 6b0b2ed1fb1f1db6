/**
 * The objects that the API serves: their types, the store that keeps them and tells of changes, and
 * the rules that whoever writes has to keep. The API server, the controllers and the kubelet all
 * work on these.
 */
package io.druidpatch.verification.embedded.resource;
