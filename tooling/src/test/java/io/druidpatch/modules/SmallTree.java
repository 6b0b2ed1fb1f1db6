package io.druidpatch.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files of a small tree that is laid out as Druid's is. */
public final class SmallTree {
  /** A class of the extension. */
  public static final String THING =
      "extensions-contrib/kubernetes/src/main/java/small/kubernetes/Thing.java";

  /** The modules' folders by artifact id, in the order in which they need one another. */
  private static final Map<String, String> FOLDERS =
      Map.of(
          "druid-server", "server",
          "druid-services", "services",
          "druid-kubernetes-overlord-extensions", "extensions-contrib/kubernetes",
          "druid-s3-extensions", "extensions-core/s3",
          "druid-multi-stage-query", "extensions-core/msq");

  private SmallTree() {}

  /** The files, by path. */
  public static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "pom.xml",
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.example.smalldruid</groupId>
          <artifactId>druid</artifactId>
          <version>1.0.0</version>
          <packaging>pom</packaging>
          <modules>
            <module>server</module>
            <module>services</module>
            <module>extensions-core/s3</module>
            <module>extensions-core/msq</module>
          </modules>
          <properties>
            <maven.compiler.release>11</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <build>
            <pluginManagement>
              <plugins>
                <plugin><artifactId>maven-resources-plugin</artifactId><version>3.5.0</version></plugin>
                <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.15.0</version></plugin>
                <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.0</version></plugin>
                <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.4</version></plugin>
              </plugins>
            </pluginManagement>
          </build>
          <profiles>
            <profile><id>skip-static-checks</id></profile>
            <profile>
              <id>contrib</id>
              <activation><property><name>!without-contrib</name></property></activation>
              <modules><module>extensions-contrib/kubernetes</module></modules>
            </profile>
          </profiles>
        </project>
        """);
    module(files, "druid-server", "");
    module(files, "druid-services", dependency("druid-server", "compile"));
    module(files, "druid-s3-extensions", dependency("druid-server", "provided"));
    module(files, "druid-multi-stage-query", dependency("druid-server", "provided"));
    module(
        files,
        "druid-kubernetes-overlord-extensions",
        dependency("druid-server", "provided") + dependency("druid-services", "test"));
    for (String script : new String[] {"druid.sh", "peon.sh"}) {
      files.put("distribution/docker/" + script, "#!/bin/sh\necho " + script + "\n");
    }
    files.put("examples/bin/run-druid", "#!/bin/sh\n");
    files.put("examples/conf/_common/x.properties", "a=b\n");
    files.put("LICENSE", "a licence\n");
    files.put("NOTICE", "a notice\n");
    files.put("licenses.yaml", "name: x\n");
    files.put("licenses/x", "a text\n");
    return files;
  }

  /** The files, and a test of {@link #THING} which the value that it has on the base passes. */
  public static Map<String, String> filesWithTest() {
    Map<String, String> files = files();
    String folder = FOLDERS.get("druid-kubernetes-overlord-extensions");
    files.computeIfPresent(
        folder + "/pom.xml",
        (path, pom) ->
            pom.replace(
                "<dependencies>",
                "<dependencies><dependency><groupId>junit</groupId><artifactId>junit</artifactId>"
                    + "<version>4.13.2</version><scope>test</scope></dependency>"));
    files.put(
        folder + "/src/test/java/small/kubernetes/ThingTest.java",
        """
        package small.kubernetes;

        public class ThingTest {
          @org.junit.Test
          public void isSmall() {
            org.junit.Assert.assertEquals(4, new Thing().size());
          }

          @org.junit.Test
          public void isNotEmpty() {
            org.junit.Assert.assertTrue(new Thing().size() > 0);
          }
        }
        """);
    return files;
  }

  private static void module(Map<String, String> files, String artifact, String dependencies) {
    String folder = FOLDERS.get(artifact);
    String up = "../".repeat((int) folder.chars().filter(c -> c == '/').count() + 1);
    files.put(
        folder + "/pom.xml",
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <parent>
            <groupId>org.example.smalldruid</groupId>
            <artifactId>druid</artifactId>
            <version>1.0.0</version>
            <relativePath>%spom.xml</relativePath>
          </parent>
          <artifactId>%s</artifactId>
          <dependencies>%s</dependencies>
        </project>
        """
            .formatted(up, artifact, dependencies));
    String name = artifact.replaceAll("druid-|-.*", "");
    files.put(
        folder + "/src/main/java/small/" + name + "/Thing.java",
        "package small."
            + name
            + ";\n\npublic class Thing {\n  int size() {\n    return 4;\n  }\n}\n");
  }

  private static String dependency(String artifact, String scope) {
    return "<dependency><groupId>org.example.smalldruid</groupId><artifactId>"
        + artifact
        + "</artifactId><version>1.0.0</version><scope>"
        + scope
        + "</scope></dependency>";
  }

  /** A diff that puts another line of code into {@link #THING}. */
  public static String change(String line) {
    return """
    diff --git a/%s b/%s
    --- a/%s
    +++ b/%s
    @@ -3,5 +3,5 @@
     public class Thing {
       int size() {
    -    return 4;
    +%s
       }
     }
    """
        .formatted(THING, THING, THING, THING, line);
  }

  /** Writes the files into a folder. */
  public static ModuleTree write(Path folder) throws IOException {
    for (Map.Entry<String, String> file : files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return ModuleTree.read(folder);
  }
}
