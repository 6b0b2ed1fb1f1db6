package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The upstream, under one or several URLs. They are tried in order: the next one where one cannot
 * be reached, or does not have what is asked for. A URL whose tag has moved is a failure at once,
 * since then one of them is wrong. The one that answered is asked first from then on.
 */
public final class Upstream implements Origin {
  private final List<String> urls;
  private final Optional<String> otherwise;

  /**
   * @param urls at least one, in the order in which they are tried
   */
  public Upstream(List<String> urls) {
    this(urls, Optional.empty());
  }

  private Upstream(List<String> urls, Optional<String> otherwise) {
    this.urls = new ArrayList<>(urls);
    this.otherwise = otherwise;
  }

  /** The series' own, or what a user names in its place by {@code --upstream}; no bundle. */
  public static Upstream of(Series series, Optional<String> instead) {
    return new Upstream(
        instead.isPresent() ? List.of(GitOrigin.url(instead.get())) : series.upstreams(),
        Optional.of("name another repository that has Druid's history: --upstream URL"));
  }

  private GitOrigin at(String url) {
    return new GitOrigin(url, otherwise);
  }

  /** What is asked of one URL. */
  public interface Question<T> {
    T ask(String url) throws IOException;
  }

  @Override
  public String name() {
    return at(urls.get(0)).name();
  }

  @Override
  public FetchedSources fetch(Series series, PatchRepository repository, Progress progress)
      throws IOException {
    return first(url -> at(url).fetch(series, repository, progress), progress);
  }

  /**
   * The commit that a tag points at; nothing is fetched.
   *
   * @throws Failure with {@link ExitCode#MISSING} if there is no such tag
   */
  public ObjectId commit(String tag, PatchRepository repository, Progress progress)
      throws IOException {
    return first(url -> at(url).commit(tag, repository), progress);
  }

  /** The upstream's tags and their commits, by name; nothing is fetched. */
  public Map<String, ObjectId> tags(PatchRepository repository, Progress progress)
      throws IOException {
    return first(url -> at(url).tags(repository), progress);
  }

  /** As {@link GitOrigin#isInHistory}. */
  public Optional<Boolean> isInHistory(ObjectId tag, ObjectId pick, PatchRepository repository)
      throws IOException {
    return first(url -> at(url).isInHistory(tag, pick, repository), Progress.SILENT);
  }

  /**
   * Asks the URLs in order, and returns the first answer.
   *
   * @throws Failure of the one URL there is; of several with {@link ExitCode#MISSING} if one can be
   *     reached and does not have what is asked for, or {@link ExitCode#UNREACHABLE}
   */
  public <T> T first(Question<T> question, Progress progress) throws IOException {
    List<Failure> failures = new ArrayList<>();
    for (String url : List.copyOf(urls)) {
      if (urls.size() > 1) {
        progress.line(
            "asking " + at(url).name() + " (" + (failures.size() + 1) + " of " + urls.size() + ")");
      }
      try {
        T answer = question.ask(url);
        urls.remove(url);
        urls.add(0, url);
        return answer;
      } catch (Failure e) {
        if (e.code() != ExitCode.UNREACHABLE && e.code() != ExitCode.MISSING) {
          throw e;
        }
        failures.add(e);
      }
    }
    throw failures.size() == 1 ? failures.get(0) : all(failures);
  }

  private Failure all(List<Failure> failures) {
    boolean reached = failures.stream().anyMatch(e -> e.code() == ExitCode.MISSING);
    Failure.Builder all =
        Failure.of(reached ? ExitCode.MISSING : ExitCode.UNREACHABLE, "the upstream")
            .says(
                reached
                    ? "none of its URLs gives all that the series pins"
                    : "none of its URLs can be reached")
            .cause(failures.get(0));
    failures.forEach(e -> all.detail(e.getMessage()));
    return all.build();
  }
}
