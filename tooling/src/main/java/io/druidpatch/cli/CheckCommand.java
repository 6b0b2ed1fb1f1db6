package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.release.ReleaseFiles;
import io.druidpatch.signature.Keyring;
import io.druidpatch.signature.Signer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a release: every signature, and every checksum.",
      "",
      "A signature counts if its key is in the keyring, may sign, and was neither expired nor revoked"
          + " then or now. The keyring is trusted as it is: get it from whoever publishes the"
          + " release, and not from beside the release.",
      ""
    })
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder of the release.")
  private Path folder;

  @Option(
      names = "--keyring",
      paramLabel = "FILE",
      description =
          "The public keys whose signatures count, as gpg --export writes them. Without it only"
              + " checksums are checked.")
  private Path keyring;

  @Option(
      names = "--json",
      description = {
        "Print JSON: sha256 of each file, and signatures: for each signed file fingerprint, user and"
            + " time; null without --keyring."
      })
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ReleaseFiles release = new ReleaseFiles(folder);
    SortedMap<String, Signer> signers =
        keyring == null ? null : release.check(Keyring.read(keyring));
    SortedMap<String, String> files = release.check();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("sha256", files);
      all.put("signatures", signers == null ? null : json(signers));
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
    } else {
      if (signers == null) {
        out.println("no signature was checked; name the keys: --keyring FILE");
      } else {
        signers.forEach(
            (path, by) ->
                out.println(
                    path + " signed by " + by.user() + ", " + by.fingerprint() + ", " + by.time()));
      }
      out.println(files.size() + " files have the checksums that the release names");
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  private static Map<String, Object> json(SortedMap<String, Signer> signers) {
    Map<String, Object> all = new TreeMap<>();
    signers.forEach((path, by) -> all.put(path, by.json()));
    return all;
  }
}
