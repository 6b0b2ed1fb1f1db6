/**
 * What a run found, and its three files: report.json for programs, report.md for a terminal or a
 * review, index.html with charts. All three are made from the {@link
 * io.druidpatch.verification.report.Report} alone, and are the same bytes for the same one.
 */
package io.druidpatch.verification.report;
