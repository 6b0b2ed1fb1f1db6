/**
 * The Kubernetes API over HTTP: paths, selectors, patches and watches, on the objects of the
 * registry. For a pod's log it asks the kubelet, as a real one does.
 */
package io.druidpatch.verification.embedded.apiserver;
