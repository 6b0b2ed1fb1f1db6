/**
 * What Kubernetes does by itself with objects: jobs get their pods, dependents go with their
 * owners, finished jobs go after their time. Each is a control loop, which looks at the objects and
 * writes others, and answers no request.
 */
package io.druidpatch.verification.embedded.controller;
