# Two stages: Deno compiles the binary, a slim Debian with a shell runs it.
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
