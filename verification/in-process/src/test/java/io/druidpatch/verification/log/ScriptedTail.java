package io.druidpatch.verification.log;

import com.google.common.base.Optional;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.apache.druid.indexing.overlord.TaskRunner;

/**
 * A task runner that gives out a {@link ScriptedLog} as the series' runner for pods does. The types
 * for that come with the series, so that this can be compiled against stock Druid too, it finds
 * them by their names.
 */
final class ScriptedTail {
  private static final String PACKAGE = "org.apache.druid.indexing.common.tasklogs.";

  private ScriptedTail() {}

  /** A runner for the log; absent where Druid has no such types, as in stock. */
  static Optional<TaskRunner> runner(ScriptedLog log) {
    try {
      Class<?> tailer = Class.forName(PACKAGE + "TaskLogTailer");
      Class<?> tail = Class.forName(PACKAGE + "TaskLogTail");
      return Optional.of(
          (TaskRunner)
              proxy(
                  (self, method, arguments) -> Optional.of(proxy(new Tail(log), tail)),
                  TaskRunner.class,
                  tailer));
    } catch (ClassNotFoundException e) {
      return Optional.absent();
    }
  }

  private static Object proxy(InvocationHandler handler, Class<?>... types) {
    return Proxy.newProxyInstance(ScriptedTail.class.getClassLoader(), types, handler);
  }

  /** One reader's place in the log. */
  private static final class Tail implements InvocationHandler {
    private final ScriptedLog log;
    private int offset;

    Tail(ScriptedLog log) {
      this.log = log;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Exception {
      return switch (method.getName()) {
        case "read" -> read((byte[]) arguments[0]);
        case "setListener" -> listen(arguments[0]);
        case "close" -> null;
        case "hashCode" -> System.identityHashCode(self);
        case "equals" -> self.equals(arguments[0]);
        default -> method.getName();
      };
    }

    private int read(byte[] buffer) {
      byte[] all = log.written().getBytes(StandardCharsets.US_ASCII);
      int count = Math.min(buffer.length, all.length - offset);
      if (count == 0 && log.hasEnded()) {
        return -1;
      }
      System.arraycopy(all, offset, buffer, 0, count);
      offset += count;
      return count;
    }

    private Object listen(Object listener) throws ReflectiveOperationException {
      Method readable = Class.forName(PACKAGE + "TaskLogTail$Listener").getMethod("onReadable");
      log.onChange(
          () -> {
            try {
              readable.invoke(listener);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          });
      return null;
    }
  }
}
