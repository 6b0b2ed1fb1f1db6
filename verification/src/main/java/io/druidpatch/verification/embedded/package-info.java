/**
 * A Kubernetes in this process, for machines that have none: the API as far as Druid and this suite
 * use it, the controllers behind it, and pods that are processes of this machine. It follows
 * Kubernetes 1.20, and {@code SameEventsIT} compares it with a real one. Here is the whole; its
 * parts are the packages below, which have the names that Kubernetes has for them: {@code
 * apiserver}, {@code kubelet}, {@code controller}, and {@code resource} for the objects.
 *
 * <h2>What a pod is here</h2>
 *
 * <ul>
 *   <li>Its first container is run; others, and init containers, are not.
 *   <li>An image is a folder, and has no entry point: the container needs a {@code command}. The
 *       image's name is what {@link io.druidpatch.verification.cluster.Cluster#image} returned. The
 *       container sees the folder under the path that its environment variable {@code DRUID_HOME}
 *       has.
 *   <li>There is no mount namespace. In the command, the arguments and the values of the
 *       environment, the mount path of a volume, and {@code DRUID_HOME}'s, is replaced by the place
 *       on this machine, where it is a whole leading path: {@code -Ddir=/data/x} has the mount
 *       {@code /data} in it, {@code /my/data} and {@code /database} have not. Paths that a program
 *       knows by itself, or reads from a file, are not replaced. Volumes are {@code emptyDir},
 *       {@code hostPath}, {@code configMap} and {@code secret}.
 *   <li>There is no network namespace. Each pod has an address in 127.0.0.0/8 of its own, and has
 *       to listen on that one for its port not to be in another's way: Druid does so with {@code
 *       druid.host} and {@code druid.bindOnHost=true}.
 *   <li>There is no pid namespace, but its effects are imitated: when the first process ends, all
 *       end with it; and SIGTERM reaches the first process alone, and only if it handles it.
 *   <li>The environment is the pod's alone, with {@code PATH}, {@code JAVA_HOME}, {@code HOME} and
 *       {@code HOSTNAME}. Memory and CPU are not limited.
 * </ul>
 *
 * <h2>What is there on demand</h2>
 *
 * <ul>
 *   <li>TLS with HTTP/2, on a port of its own, with a certificate of its own making.
 *   <li>An API server that goes away and comes back; objects and pods stay.
 *   <li>Logs that are rotated by size, as a kubelet rotates them since 1.29 or before: see {@link
 *       io.druidpatch.verification.embedded.kubelet.LogRotation}. Without that, a log grows without
 *       end.
 * </ul>
 *
 * <h2>Why by hand</h2>
 *
 * <ul>
 *   <li>fabric8's mock server answers a request with one complete body, so no log can be followed.
 *       A watch of it starts with what is there, whatever resource version it asks for: changes
 *       between a list and its watch are lost or come twice, and nothing is ever too old. It knows
 *       no grace period, no propagation and no preconditions. What would be left to use is less
 *       than the store here.
 *   <li>fabric8's kube-api-test starts a real API server and etcd, which it downloads for the
 *       machine. There is no kubelet and no job controller: no pod would run or have a log.
 *   <li>kwok needs the same two programs, and simulates nodes: its pods have states and no
 *       processes. The logs here are written by real peons.
 * </ul>
 */
package io.druidpatch.verification.embedded;
