# What the main container of a task runs. The task's id says which kind of task:
#
#   idle-SECONDS-…          sleeps: a task that is there and costs nothing
#   beat-SECONDS-…          writes a line a second as LogGenerator does, by a shell: a thousand of them fit on one machine
#   talk-SHAPE-SECONDS-…    writes a log whose lines carry their own clock (LogGenerator)
#   talk-SHAPE-SECONDS-fail-…   the same, and ends with exit code 1
#   any other               a real peon
#
# DRUID_HOME is the distribution, VERIFICATION the folder of this file, WORK one to write in. PEON_FOLDER says
# whether a peon is given the base folder of tasks, as 30.0.0 documents it, or the folder of its task below that.
set -u
part() { echo "$TASK_ID" | cut -d- -f"$1"; }
case $TASK_ID in
  idle-*)
    sleep "$(part 2)" &
    ;;
  beat-*)
    # Neither the clock nor the pause takes a process of its own.
    bash -c '
      number=0
      exec {never}<> <(:)
      line() {
        printf "%012d %s %s\n" "$number" "${EPOCHREALTIME/[.,]/}" "$1"
        number=$((number + 1))
      }
      while [ "$SECONDS" -lt "$1" ]; do
        line .................................................
        read -rt 1 -u "$never"
      done
      line end..............................................
    ' beat "$(part 2)" &
    ;;
  talk-*)
    java -Xshare:auto -XX:TieredStopAtLevel=1 -Xmx64m -cp "$VERIFICATION/classes" \
      io.druidpatch.verification.pod.LogGenerator "$(part 2)" "$(part 3)" &
    ;;
  *)
    folder=$WORK/task
    [ "$PEON_FOLDER" = base ] || folder=$folder/$TASK_ID
    mkdir -p "$folder" "$WORK/tmp"
    echo "$TASK_JSON" | base64 -d | gzip -d >"$folder/task.json"
    cd "$WORK" || exit 1
    java -server -Xms64m -Xmx256m -XX:MaxDirectMemorySize=128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
      -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Djava.io.tmpdir="$WORK/tmp" \
      -Djava.util.logging.manager=org.apache.logging.log4j.jul.LogManager \
      --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED \
      --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
      --add-opens=java.base/jdk.internal.ref=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED \
      --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED \
      -Ddruid.host="$POD_IP" -Ddruid.extensions.directory="$DRUID_HOME/extensions" \
      -Ddruid.indexer.task.baseTaskDir="$WORK/task" \
      -cp "$VERIFICATION/conf:$DRUID_HOME/lib/*" org.apache.druid.cli.Main internal peon "$folder" 1 &
    ;;
esac
child=$!
# The shell is the container's first process, which no SIGKILL from inside reaches; the child can be
# killed as the kernel kills one that takes too much memory.
trap 'kill -TERM $child 2>/dev/null' TERM INT
wait $child
code=$?
# A signal ends the wait before the child has ended.
while kill -0 $child 2>/dev/null; do
  wait $child
  code=$?
done
case $TASK_ID in *-fail-*) exit 1 ;; esac
exit $code
