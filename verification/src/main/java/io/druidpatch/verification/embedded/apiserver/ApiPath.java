package io.druidpatch.verification.embedded.apiserver;

import io.druidpatch.verification.embedded.resource.ApiFailure;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Arrays;
import java.util.List;

/**
 * What a request's path names.
 *
 * @param namespace empty for all, or where there is none
 * @param name empty for a collection
 * @param subresource empty for the object itself
 */
record ApiPath<T extends HasMetadata>(
    ResourceType<T> type, String namespace, String name, String subresource) {

  /**
   * Reads it.
   *
   * @throws ApiFailure 404 if there is no such resource
   */
  static ApiPath<?> parse(String path) {
    List<String> parts = Arrays.stream(path.split("/", -1)).filter(p -> !p.isEmpty()).toList();
    int groupEnd = parts.isEmpty() || parts.get(0).equals("api") ? 2 : 3;
    if (parts.size() <= groupEnd || !List.of("api", "apis").contains(parts.get(0))) {
      throw ApiFailure.noSuchPath();
    }
    String group = groupEnd == 2 ? "" : parts.get(1);
    String version = parts.get(groupEnd - 1);
    List<String> rest = parts.subList(groupEnd, parts.size());
    String namespace = "";
    if (rest.get(0).equals("namespaces") && rest.size() > 2) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    }
    if (rest.size() > 3) {
      throw ApiFailure.noSuchPath();
    }
    ResourceType<?> type =
        ResourceType.find(group, version, rest.get(0)).orElseThrow(ApiFailure::noSuchPath);
    return new ApiPath<>(
        type, namespace, rest.size() > 1 ? rest.get(1) : "", rest.size() > 2 ? rest.get(2) : "");
  }
}
