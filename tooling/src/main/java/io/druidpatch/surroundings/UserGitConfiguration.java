package io.druidpatch.surroundings;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * The user's and the system's git configuration, found where git finds it: by {@code HOME}, {@code
 * XDG_CONFIG_HOME}, {@code GIT_CONFIG_GLOBAL}, {@code GIT_CONFIG_SYSTEM}, {@code
 * GIT_CONFIG_NOSYSTEM} and {@code GIT_CONFIG_COUNT}. JGit alone takes the home folder of the
 * system's list of users. A home folder that Java was told ({@code -Duser.home}) goes first.
 */
public final class UserGitConfiguration extends SystemReader.Delegate {
  private final Map<String, String> environment;
  private final Optional<Path> home;

  private UserGitConfiguration(SystemReader before, Map<String, String> environment) {
    super(before);
    this.environment = environment;
    this.home = home(environment);
  }

  /** Has JGit take it, in the whole process. */
  public static void install(Map<String, String> environment) {
    SystemReader now = SystemReader.getInstance();
    if (now instanceof UserGitConfiguration) {
      return;
    }
    UserGitConfiguration own = new UserGitConfiguration(now, Map.copyOf(environment));
    own.home.ifPresent(folder -> FS.DETECTED.setUserHome(folder.toFile()));
    SystemReader.setInstance(own);
    // On a disk that the home folder's configuration does not know, JGit measures for 3 s how exact
    // the times of files are. Until it knows, it assumes 2 s, and reads some files once more.
    FS.FileStoreAttributes.setBackground(true);
  }

  /** Java's options are asked for only where they can matter: that takes a while. */
  private static Optional<Path> home(Map<String, String> environment) {
    return System.getProperty("user.home").equals(environment.get("HOME"))
        ? Optional.empty()
        : home(environment, ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /** The home folder that git sees, if it is another than Java's. */
  static Optional<Path> home(Map<String, String> environment, List<String> javaOptions) {
    String told = environment.get("HOME");
    boolean java = javaOptions.stream().anyMatch(option -> option.startsWith("-Duser.home="));
    return told == null || told.isBlank() || java ? Optional.empty() : Optional.of(Path.of(told));
  }

  @Override
  public String getenv(String variable) {
    return environment.get(variable);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    if (isTrue(environment.get("GIT_CONFIG_NOSYSTEM"))) {
      return new Without(parent, fs);
    }
    String told = environment.get("GIT_CONFIG_SYSTEM");
    return told == null
        ? super.openSystemConfig(parent, fs)
        : new FileBasedConfig(parent, new File(told), fs);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    String told = environment.get("GIT_CONFIG_GLOBAL");
    FileBasedConfig file =
        told == null
            ? super.openUserConfig(parent, fs)
            : new FileBasedConfig(parent, new File(told), fs);
    return environment.containsKey("GIT_CONFIG_COUNT") ? new Overlaid(file, fs) : file;
  }

  private static boolean isTrue(String value) {
    return value != null && !List.of("", "0", "false", "no", "off").contains(value);
  }

  /** No file at all. */
  private static final class Without extends FileBasedConfig {
    Without(Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {
      // There is nothing to read.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }

  /** A file's configuration, and over it the environment's. */
  private final class Overlaid extends FileBasedConfig {
    private final FileBasedConfig file;
    private boolean loaded;

    Overlaid(FileBasedConfig file, FS fs) {
      super(file, file.getFile(), fs);
      this.file = file;
    }

    @Override
    public void load() throws IOException, ConfigInvalidException {
      file.load();
      clear();
      loaded = true;
      int count = number(environment.get("GIT_CONFIG_COUNT"));
      for (int i = 0; i < count; i++) {
        String key = environment.get("GIT_CONFIG_KEY_" + i);
        String value = environment.get("GIT_CONFIG_VALUE_" + i);
        if (key == null || value == null || !key.contains(".")) {
          throw new ConfigInvalidException("GIT_CONFIG_KEY_" + i + " or its value is missing");
        }
        int first = key.indexOf('.');
        int last = key.lastIndexOf('.');
        setString(
            key.substring(0, first),
            first == last ? null : key.substring(first + 1, last),
            key.substring(last + 1),
            value);
      }
    }

    private static int number(String digits) throws ConfigInvalidException {
      try {
        return Integer.parseInt(digits);
      } catch (NumberFormatException e) {
        throw new ConfigInvalidException("GIT_CONFIG_COUNT is no number: " + digits, e);
      }
    }

    @Override
    public boolean isOutdated() {
      return !loaded || file.isOutdated();
    }
  }
}
