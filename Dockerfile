# Two images: `--target generator` is the compiled binary on a slim Debian with a shell,
# `--target spark` is Spark with Delta, the jobs and the same binary.
ARG DENO_VERSION=2.6.10

FROM denoland/deno:${DENO_VERSION} AS build
# The compiler's own thread overflows its default stack on zod's types now and then.
ENV RUST_MIN_STACK=67108864
WORKDIR /build
COPY deno.json deno.lock main.ts ./
COPY src ./src
RUN deno task compile

FROM debian:bookworm-slim AS generator
# Spark's user and group, so that both may write to a shared volume, which takes its first owner
# from the directory made here.
RUN groupadd --gid 185 fleetgen \
 && useradd --uid 185 --gid 185 --no-create-home --home-dir /nonexistent fleetgen \
 && install -d -o 185 -g 185 /data \
 && install -d /app
COPY --from=build /build/dist/fleetgen /usr/local/bin/fleetgen
USER 185:185
WORKDIR /app
ENV FLEETGEN_DATA_DIR=/data
VOLUME /data
EXPOSE 18000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["fleetgen", "status"]
ENTRYPOINT ["fleetgen"]
CMD ["run"]

# Maven Central by Spark's own Ivy: the two jars that Delta needs beside Spark, as they were reviewed.
FROM apache/spark:4.1.2-scala2.13-java17-python3-ubuntu AS spark-jars
USER root
WORKDIR /jars
COPY docker/spark/jars.sha256 /tmp/jars.sha256
RUN for module in delta-spark_4.1_2.13 delta-storage; do \
      "$JAVA_HOME/bin/java" -jar /opt/spark/jars/ivy-*.jar -warn -cache /tmp/ivy \
        -types jar -notransitive -confs default -dependency io.delta "$module" 4.4.0 \
        -retrieve '/jars/[artifact]-[revision].[ext]' || exit 1; \
    done \
 && sha256sum --check --strict /tmp/jars.sha256

# A Python Data Source hands Arrow batches to Spark.
FROM apache/spark:4.1.2-scala2.13-java17-python3-ubuntu AS spark-python
USER root
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-pip \
 && rm -rf /var/lib/apt/lists/*
COPY docker/spark/requirements.txt /tmp/requirements.txt
RUN python3 -m pip install --no-cache-dir --only-binary :all: --root-user-action ignore \
      --target /opt/python -r /tmp/requirements.txt

FROM apache/spark:4.1.2-scala2.13-java17-python3-ubuntu AS spark
USER root
RUN install -d -o 185 -g 185 /data /opt/spark/work-dir
COPY --from=spark-jars /jars /opt/spark/jars
COPY --from=spark-python /opt/python /opt/python
COPY --from=build /build/dist/fleetgen /usr/local/bin/fleetgen
COPY docker/spark/spark-defaults.conf docker/spark/log4j2.properties /opt/spark/conf/
COPY src/spark_jobs /app/src/spark_jobs
USER 185:185
WORKDIR /opt/spark/work-dir
# The image's user has no home.
ENV HOME=/tmp \
    PATH=/opt/spark/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/opt/python:/app/src/spark_jobs \
    SPARK_DAEMON_MEMORY=256m \
    SPARK_NO_DAEMONIZE=true \
    SPARK_WORKER_DIR=/tmp/spark-worker
VOLUME /data
