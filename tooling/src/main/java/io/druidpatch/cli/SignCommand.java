package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.release.ReleaseFiles;
import io.druidpatch.signature.Signer;
import io.druidpatch.signature.SigningKey;
import io.druidpatch.storage.InputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = {
      "Signs a release with an OpenPGP key.",
      "",
      "Checks every checksum first. Then it writes a detached signature (.asc) beside the checksums,"
          + " bills of materials, provenance statements and VEX documents. The checksums cover all"
          + " other files. A signature holds the time, so it is another one in each run.",
      ""
    })
final class SignCommand implements Callable<Integer> {
  private static final String PASSPHRASE = "DRUIDPATCH_PASSPHRASE";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder that `release` made.")
  private Path folder;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "One secret key, as gpg --export-secret-keys writes it.")
  private Path key;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "A file whose first line is the key's passphrase. Default: the environment variable "
              + PASSPHRASE
              + ".")
  private Path passphraseFile;

  @Option(
      names = "--json",
      description = "Print JSON: fingerprint and user of the key, time, and signed (the files).")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    SigningKey signing = SigningKey.read(key, passphrase(System.getenv()));
    // A signature has its time in seconds.
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Set<String> signed = new ReleaseFiles(folder).sign(signing, now);
    Signer signer = signing.signer(now);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> all = signer.json();
      all.put("signed", signed);
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
    } else {
      signed.forEach(path -> out.println("signed " + path));
      out.println("by " + signer.user() + ", " + signer.fingerprint());
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  /** The passphrase as it was given; it is never printed. */
  private Optional<String> passphrase(Map<String, String> environment) throws IOException {
    return passphraseFile == null
        ? Optional.ofNullable(environment.get(PASSPHRASE))
        : InputFile.text(passphraseFile, ExitCode.USAGE).lines().findFirst();
  }
}
