package io.druidpatch.maven;

import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;

/** Maven's settings as Maven itself reads them. */
public final class MavenSettings {
  private MavenSettings() {}

  /**
   * Reads the files that a request names, with this process's properties for their expressions.
   *
   * @throws SettingsBuildingException if one of them is malformed
   */
  public static Settings effective(DefaultSettingsBuildingRequest request)
      throws SettingsBuildingException {
    request.setSystemProperties(System.getProperties());
    return new DefaultSettingsBuilderFactory().newInstance().build(request).getEffectiveSettings();
  }
}
