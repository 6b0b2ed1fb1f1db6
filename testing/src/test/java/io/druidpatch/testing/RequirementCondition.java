package io.druidpatch.testing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips what has {@link Requires} where that is not met, or fails it where it is demanded. */
final class RequirementCondition implements ExecutionCondition {
  /** Why something is not there, or empty; a run looks once. */
  private static final Map<Requirement, Optional<String>> LOOKED_FOR = new ConcurrentHashMap<>();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<Requires> requires =
        context.getElement().flatMap(e -> AnnotationSupport.findAnnotation(e, Requires.class));
    if (requires.isEmpty()) {
      return ConditionEvaluationResult.enabled("it needs nothing besides Maven Central");
    }
    Tier tier = Tier.of(requires.get());
    if (tier != Tier.FAST && tier != Tier.running()) {
      return ConditionEvaluationResult.disabled("it is run by `" + tier.command() + "`");
    }
    for (Requirement requirement : requires.get().value()) {
      Optional<String> why = LOOKED_FOR.computeIfAbsent(requirement, Requirement::whyNot);
      if (why.isPresent() && requirement.isDemanded()) {
        throw new AssertionError(why.get());
      }
      if (why.isPresent()) {
        return ConditionEvaluationResult.disabled(why.get());
      }
    }
    return ConditionEvaluationResult.enabled("all that it needs is there");
  }
}
