package io.druidpatch.verification.supervisor;

import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.google.inject.Binder;
import java.util.List;
import org.apache.druid.initialization.DruidModule;

/** Makes the supervisor known to Druid, which finds this class as a service. */
public final class PlacesModule implements DruidModule {
  @Override
  public List<? extends Module> getJacksonModules() {
    return List.of(
        new SimpleModule("druidpatch-places")
            .registerSubtypes(new NamedType(PlacesSpec.class, PlacesSpec.TYPE)));
  }

  @Override
  public void configure(Binder binder) {}
}
