# Sourced at the top of the checkout by what runs Spark; `purpose` says what for. Afterwards python,
# spark-submit and the tools are on PATH, SPARK_HOME, PYSPARK_PYTHON and FLEETGEN_DELTA_JARS are set,
# `ready` is the directory of this set of packages, and `fail` ends with a sentence. Needs Python 3.10
# or later with venv, and Java 17 or 21; everything else comes from the package index and Maven
# Central once, into .cache/.
packages=(pyspark==4.1.2 delta-spark==4.4.0 pytest pandas pyarrow duckdb ruff mypy)
delta=io.delta:delta-spark_4.1_2.13:4.4.0

fail() {
  echo "Cannot $purpose: $1" >&2
  exit 69
}

python=
for name in python3.11 python3.12 python3.10 python3; do
  if command -v "$name" >/dev/null &&
    "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    python=$name
    break
  fi
done
[ -n "$python" ] || fail "Python 3.10 or later with its venv module is needed; install python3 and python3-venv."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "Java 17 is needed and no java is on PATH; install openjdk-17-jre-headless or set JAVA_HOME."
version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
case "$version" in
17 | 21) ;;
*) fail "Java 17 or 21 is needed, found ${version:-none}; set JAVA_HOME to such a one." ;;
esac

# A set of packages has its own directory, which appears whole.
mkdir -p .cache
key=$(printf '%s\n' "${packages[@]}" "$delta" "$("$python" -V)" | sha256sum | cut -c 1-12)
ready=$PWD/.cache/spark-$key
if [ ! -e "$ready/complete" ]; then
  rm -rf "$ready"
  "$python" -m venv "$ready/venv"
  "$ready/venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" ||
    fail "pip could not install the packages above."
fi
export PATH=$ready/venv/bin:$PATH
SPARK_HOME=$(python -c 'import pyspark, os; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME PYSPARK_PYTHON=$ready/venv/bin/python
if [ ! -e "$ready/complete" ]; then
  echo 'from pyspark.sql import SparkSession; SparkSession.builder.getOrCreate().stop()' >"$ready/resolve.py"
  SPARK_LOCAL_IP=127.0.0.1 timeout 300 spark-submit --master 'local[1]' --packages "$delta" \
    --conf spark.ui.enabled=false --conf "spark.jars.ivy=$ready/ivy" "$ready/resolve.py" \
    >"$ready/ivy.log" 2>&1 || fail "the Delta jars could not be fetched from Maven; see $ready/ivy.log."
  mkdir -p "$ready/jars"
  cp "$ready"/ivy/jars/io.delta_delta-s{park,torage}*.jar "$ready/jars/"
  rm -rf "$ready/ivy"
  touch "$ready/complete"
fi
export FLEETGEN_DELTA_JARS=$ready/jars
