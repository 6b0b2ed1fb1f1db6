package io.druidpatch.verification.log;

import com.google.common.base.Optional;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Function;
import org.apache.druid.indexing.overlord.TaskRunner;

/**
 * A task runner that gives out a {@link ScriptedLog} as the series' runner for pods does. The types
 * for that come with the series, so that this can be compiled against stock Druid too, it finds
 * them by their names.
 */
final class ScriptedTail {
  private static final String PACKAGE = "org.apache.druid.indexing.common.tasklogs.";

  private ScriptedTail() {}

  /**
   * A runner that has no tasks but their logs. Where Druid has no such types, as in stock, it gives
   * out none.
   *
   * @param logs gives the log of a task, or null
   */
  static TaskRunner runner(Function<String, ScriptedLog> logs) {
    try {
      Class<?> tailer = Class.forName(PACKAGE + "TaskLogTailer");
      Class<?> tail = Class.forName(PACKAGE + "TaskLogTail");
      return (TaskRunner)
          proxy(
              (self, method, arguments) ->
                  method.getName().equals("tailTaskLog")
                      ? Optional.fromNullable(logs.apply((String) arguments[0]))
                          .transform(log -> proxy(new Tail(log), tail))
                      : idle(method),
              TaskRunner.class,
              tailer);
    } catch (ClassNotFoundException e) {
      return (TaskRunner) proxy((self, method, arguments) -> idle(method), TaskRunner.class);
    }
  }

  /** Whether Druid has the types, that is, the series' patch that brings them. */
  static boolean isThere() {
    try {
      Class.forName(PACKAGE + "TaskLogTailer");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static Object idle(Method method) {
    return switch (method.getName()) {
      case "getKnownTasks", "getPendingTasks", "getRunningTasks" -> List.of();
      case "toString" -> "a runner of scripted logs";
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private static Object proxy(InvocationHandler handler, Class<?>... types) {
    return Proxy.newProxyInstance(ScriptedTail.class.getClassLoader(), types, handler);
  }

  /** One reader's place in the log. */
  private static final class Tail implements InvocationHandler {
    private final ScriptedLog log;
    private final Runnable done;
    private Runnable told = () -> {};
    private int offset;

    Tail(ScriptedLog log) {
      this.log = log;
      this.done = log.reader();
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Exception {
      return switch (method.getName()) {
        case "read" -> read((byte[]) arguments[0]);
        case "getPosition" -> (long) offset;
        case "setListener" -> listen(arguments[0]);
        case "close" -> close();
        case "hashCode" -> System.identityHashCode(self);
        case "equals" -> self == arguments[0];
        default -> method.getName();
      };
    }

    private int read(byte[] buffer) {
      int count = log.read(offset, buffer, 0, buffer.length);
      offset += Math.max(count, 0);
      return count;
    }

    private Object close() {
      log.forget(told);
      done.run();
      return null;
    }

    private Object listen(Object listener) throws ReflectiveOperationException {
      Method readable = Class.forName(PACKAGE + "TaskLogTail$Listener").getMethod("onReadable");
      told =
          () -> {
            try {
              readable.invoke(listener);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          };
      log.onChange(told);
      return null;
    }
  }
}
