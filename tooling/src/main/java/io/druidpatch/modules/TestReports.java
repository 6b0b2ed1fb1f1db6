package io.druidpatch.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What surefire wrote of a run of tests. */
public final class TestReports {
  private TestReports() {}

  /** How a test went. */
  public enum State {
    PASSED,
    /** It failed, and passed when it was run again on the same tree. */
    FLAKY,
    SKIPPED,
    FAILED
  }

  /**
   * A test's outcome.
   *
   * @param message the failure's first line; else empty
   */
  public record Outcome(State state, String message) {}

  /**
   * The outcomes in a module's Surefire reports, by test class and method.
   *
   * @param module the module's folder on disk
   * @return by {@code class#method}; nothing if no test ran
   */
  public static Map<String, Outcome> read(Path module) throws IOException {
    Path folder = module.resolve("target/surefire-reports");
    Map<String, Outcome> outcomes = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return outcomes;
    }
    List<Path> reports;
    try (Stream<Path> files = Files.list(folder)) {
      reports =
          files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList();
    }
    for (Path report : reports) {
      NodeList cases = parse(report).getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        Element one = (Element) cases.item(i);
        outcomes.put(one.getAttribute("classname") + "#" + one.getAttribute("name"), outcome(one));
      }
    }
    return outcomes;
  }

  private static Outcome outcome(Element test) {
    for (String tag : List.of("failure", "error")) {
      if (has(test, tag)) {
        return new Outcome(State.FAILED, message(test, tag));
      }
    }
    for (String tag : List.of("flakyFailure", "flakyError")) {
      if (has(test, tag)) {
        return new Outcome(State.FLAKY, message(test, tag));
      }
    }
    return new Outcome(has(test, "skipped") ? State.SKIPPED : State.PASSED, "");
  }

  private static boolean has(Element test, String tag) {
    return test.getElementsByTagName(tag).getLength() > 0;
  }

  private static String message(Element test, String tag) {
    Element failure = (Element) test.getElementsByTagName(tag).item(0);
    String message = failure.getAttribute("message").strip();
    return (message.isEmpty() ? failure.getAttribute("type") : message)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(2)
        .collect(java.util.stream.Collectors.joining(" "));
  }

  private static Element parse(Path report) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(report.toFile()).getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("cannot read " + report, e);
    }
  }
}
