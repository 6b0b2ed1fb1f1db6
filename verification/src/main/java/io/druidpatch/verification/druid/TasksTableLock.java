package io.druidpatch.verification.druid;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * A lock on the table of tasks in the Overlord's metadata store, in a transaction of the suite's
 * own: what a migration, a clean-up or a backup holds for as long as it takes. Who comes to the
 * table waits.
 */
public final class TasksTableLock implements AutoCloseable {
  private static final String URI = "druid.metadata.storage.connector.connectURI";

  /** As Druid names it where no other name is set. */
  private static final String TABLE = "druid_tasks";

  /** Whom a lock stops. */
  public enum Kind {
    /** As of a backup that has to be consistent: statements that read go on. */
    WRITES("SHARE"),
    /** As of a migration: the table answers nobody. */
    READS_AND_WRITES("EXCLUSIVE");

    private final String mode;

    Kind(String mode) {
      this.mode = mode;
    }
  }

  private final Connection connection;

  private TasksTableLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * Takes the lock.
   *
   * @param common the file of properties that names the metadata store
   * @throws IOException if there is no such table, or others do not let go of it
   */
  static TasksTableLock take(Path common, Kind kind) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(common)) {
      properties.load(reader);
    }
    Connection connection = null;
    try {
      connection = DriverManager.getConnection(properties.getProperty(URI));
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("LOCK TABLE " + TABLE + " IN " + kind.mode + " MODE");
      }
      return new TasksTableLock(connection);
    } catch (SQLException e) {
      IOException failure = new IOException("the table " + TABLE + " cannot be locked", e);
      if (connection != null) {
        end(connection, failure);
      }
      throw failure;
    }
  }

  /** The transaction ends first: Derby closes no connection that is in the midst of one. */
  private static void end(Connection connection, IOException failure) {
    try (connection) {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Looks whether it is still there.
   *
   * @throws IOException if the transaction is gone, and the lock with it
   */
  public void requireHeld() throws IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("VALUES 1");
    } catch (SQLException e) {
      throw new IOException("the table " + TABLE + " is not locked any more", e);
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = new IOException("the table " + TABLE + " may still be locked");
    end(connection, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
