package io.druidpatch.maven;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Redaction;
import io.druidpatch.http.Login;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.eclipse.aether.DefaultRepositoryCache;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.DependencyFilter;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.repository.WorkspaceReader;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.graph.selector.AndDependencySelector;
import org.eclipse.aether.util.graph.selector.ExclusionDependencySelector;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;

/**
 * Artifacts from Maven Central or a repository in its place, kept in a local repository of the
 * tool's own. The user's Maven settings (mirrors, proxies, servers) are honoured.
 */
public final class MavenRepositories implements AutoCloseable {
  private static final String CENTRAL = "https://repo.maven.apache.org/maven2";

  private final RepositorySystem system;
  private final DefaultRepositorySystemSession session;
  private final List<RemoteRepository> repositories;

  private MavenRepositories(
      RepositorySystem system,
      DefaultRepositorySystemSession session,
      List<RemoteRepository> repositories) {
    this.system = system;
    this.session = session;
    this.repositories = repositories;
  }

  /**
   * Opens the repositories of the user's Maven settings, or the one that is named.
   *
   * @param url the repository to ask in place of Central; mirrors in the settings are not used then
   * @param localRepository where downloaded artifacts are kept
   */
  public static MavenRepositories open(Optional<String> url, Path localRepository) {
    RepositorySystem system = new RepositorySystemSupplier().get();
    DefaultRepositorySystemSession session = session(settings());
    session.setLocalRepositoryManager(
        system.newLocalRepositoryManager(
            session, new LocalRepository(localRepository.toAbsolutePath().toFile())));
    // Without its login: the local repository's files name the URL.
    RemoteRepository.Builder central =
        new RemoteRepository.Builder(
                "central", "default", url.map(Redaction::address).orElse(CENTRAL))
            .setReleasePolicy(
                new RepositoryPolicy(
                    true,
                    RepositoryPolicy.UPDATE_POLICY_DAILY,
                    RepositoryPolicy.CHECKSUM_POLICY_FAIL));
    url.flatMap(Login::of)
        .ifPresent(
            login ->
                central.setAuthentication(
                    new AuthenticationBuilder()
                        .addUsername(login.user())
                        .addPassword(login.password())
                        .build()));
    return new MavenRepositories(
        system,
        session,
        url.isPresent()
            ? List.of(central.build())
            : system.newResolutionRepositories(session, List.of(central.build())));
  }

  /**
   * The same repositories, seen with modules of a source tree in front.
   *
   * @param withoutGroups groups whose artifacts are left out of every graph
   */
  public MavenRepositories behind(WorkspaceReader workspace, List<String> withoutGroups) {
    DefaultRepositorySystemSession changed = new DefaultRepositorySystemSession(session);
    changed.setWorkspaceReader(workspace);
    // Maven's own session takes a pom that cannot be read for one without dependencies.
    changed.setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(true, false));
    changed.setCache(new DefaultRepositoryCache());
    changed.setDependencySelector(
        new AndDependencySelector(
            session.getDependencySelector(),
            new ExclusionDependencySelector(
                withoutGroups.stream()
                    .map(group -> new Exclusion(group, "*", "*", "*"))
                    .toList())));
    return new MavenRepositories(system, changed, repositories);
  }

  /** One artifact's file. */
  public File resolve(Artifact artifact) throws ArtifactResolutionException {
    return system
        .resolveArtifact(session, new ArtifactRequest(artifact, repositories, null))
        .getArtifact()
        .getFile();
  }

  /** What an artifact's pom says, its parents' parts in. */
  public ArtifactDescriptorResult describe(Artifact artifact) throws ArtifactDescriptorException {
    return system.readArtifactDescriptor(
        session, new ArtifactDescriptorRequest(artifact, repositories, null));
  }

  /**
   * What an artifact needs at run time, as Maven resolves it for the project itself: what the
   * project has as {@code provided} is not in it.
   *
   * @return the artifacts with their files, without the artifact itself
   */
  public List<Artifact> runtime(Artifact root)
      throws ArtifactDescriptorException, DependencyResolutionException {
    ArtifactDescriptorResult pom = describe(root);
    CollectRequest collect =
        new CollectRequest(pom.getDependencies(), pom.getManagedDependencies(), repositories);
    collect.setRootArtifact(root);
    DependencyFilter filter = DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME);
    return system
        .resolveDependencies(session, new DependencyRequest(collect, filter))
        .getArtifactResults()
        .stream()
        .map(ArtifactResult::getArtifact)
        .toList();
  }

  private static Settings settings() {
    DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
    request.setUserSettingsFile(
        Path.of(System.getProperty("user.home"), ".m2", "settings.xml").toFile());
    try {
      return MavenSettings.effective(request);
    } catch (SettingsBuildingException e) {
      throw Failure.of(ExitCode.USAGE, request.getUserSettingsFile().toString())
          .says("the Maven settings cannot be read")
          .found(e.getMessage())
          .cause(e)
          .build();
    }
  }

  private static DefaultRepositorySystemSession session(Settings settings) {
    DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
    // Profiles of poms ask for the Java version; without it such a pom cannot be read.
    session.setSystemProperties(System.getProperties());
    DefaultMirrorSelector mirrors = new DefaultMirrorSelector();
    for (Mirror mirror : settings.getMirrors()) {
      mirrors.add(
          mirror.getId(),
          mirror.getUrl(),
          mirror.getLayout(),
          false,
          mirror.isBlocked(),
          mirror.getMirrorOf(),
          mirror.getMirrorOfLayouts());
    }
    session.setMirrorSelector(mirrors);
    DefaultProxySelector proxies = new DefaultProxySelector();
    for (org.apache.maven.settings.Proxy proxy : settings.getProxies()) {
      if (proxy.isActive()) {
        proxies.add(
            new org.eclipse.aether.repository.Proxy(
                proxy.getProtocol(),
                proxy.getHost(),
                proxy.getPort(),
                new AuthenticationBuilder()
                    .addUsername(proxy.getUsername())
                    .addPassword(proxy.getPassword())
                    .build()),
            proxy.getNonProxyHosts());
      }
    }
    session.setProxySelector(proxies);
    var servers = new org.eclipse.aether.util.repository.DefaultAuthenticationSelector();
    for (Server server : settings.getServers()) {
      servers.add(
          server.getId(),
          new AuthenticationBuilder()
              .addUsername(server.getUsername())
              .addPassword(server.getPassword())
              .build());
    }
    session.setAuthenticationSelector(servers);
    session.setOffline(settings.isOffline());
    return session;
  }

  @Override
  public void close() {
    system.shutdown();
  }
}
