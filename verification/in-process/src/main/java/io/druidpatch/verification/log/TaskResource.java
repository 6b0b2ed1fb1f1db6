package io.druidpatch.verification.log;

import com.google.inject.Injector;
import com.google.inject.spi.Dependency;
import com.google.inject.spi.InjectionPoint;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import javax.inject.Provider;
import org.apache.druid.audit.AuditManager;
import org.apache.druid.common.config.JacksonConfigManager;
import org.apache.druid.indexing.overlord.IndexerMetadataStorageAdapter;
import org.apache.druid.indexing.overlord.WorkerTaskRunnerQueryAdapter;
import org.apache.druid.indexing.overlord.autoscaling.ProvisioningStrategy;
import org.apache.druid.indexing.overlord.http.OverlordResource;

/**
 * Makes the Overlord's resource for tasks, whichever constructor it has: the series may add to that
 * of 30.0.0. What is added comes from the injector, as in a real Overlord.
 */
final class TaskResource implements Provider<OverlordResource> {
  /** The rest of the Overlord. A question for a log does not go there, and it is not here. */
  private static final Set<Class<?>> NOT_HERE =
      Set.of(
          IndexerMetadataStorageAdapter.class,
          JacksonConfigManager.class,
          AuditManager.class,
          WorkerTaskRunnerQueryAdapter.class,
          ProvisioningStrategy.class);

  private final Injector injector;

  @Inject
  TaskResource(Injector injector) {
    this.injector = injector;
  }

  @Override
  public OverlordResource get() {
    InjectionPoint point = InjectionPoint.forConstructorOf(OverlordResource.class);
    List<Dependency<?>> dependencies = point.getDependencies();
    Object[] arguments = new Object[dependencies.size()];
    for (Dependency<?> dependency : dependencies) {
      if (!NOT_HERE.contains(dependency.getKey().getTypeLiteral().getRawType())) {
        arguments[dependency.getParameterIndex()] = injector.getInstance(dependency.getKey());
      }
    }
    try {
      return (OverlordResource) ((Constructor<?>) point.getMember()).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
