# syntax=docker/dockerfile:1
# The tags move with their security updates; renovate.json has a bot pin each of them by its digest.

FROM rust:1-trixie AS build
WORKDIR /src
COPY . .
# The caches stay on the building machine between builds and never enter an image, and so the programs are copied out
# of the target folder within the same step. They are built one by one: together, the server would get what only the
# command line needs.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/usr/local/cargo/git \
    --mount=type=cache,target=/src/target \
    cargo build --locked --release -p api \
    && install -D --strip target/release/api /out/api \
    && cargo build --locked --release -p migration \
    && install -D --strip target/release/migration /out/migration

# The same Debian release as above, because the program is linked against its C library.
FROM debian:trixie-slim
# The server, and the command that migrates its database: a job of its own runs it with another entry point.
COPY --from=build /out/api /out/migration /usr/local/bin/
# By number, so that an orchestrator that demands a user other than root can see that it is one.
USER 10001:10001
ENV API_ADDR=0.0.0.0:3000
EXPOSE 3000
# In the exec form the program itself receives SIGTERM, and ends its requests in order.
ENTRYPOINT ["/usr/local/bin/api"]
