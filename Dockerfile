# Nuanyi in a container; docs/operating/deploying.md says how it is run.
ARG PYTHON=python:3.11.16-slim-bookworm


FROM ${PYTHON} AS build

# A mirror, where the registry is slow: what comes from it must fit the hashes all the same.
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source

# Two environments: /opt/nuanyi goes into the image and has no pip, /build makes it and stays behind.
COPY requirements.lock requirements-dev.lock ./
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv --without-pip /opt/nuanyi \
    && python -m venv /build \
    && sed -n '/^setuptools==/,/[^\\]$/p' requirements-dev.lock > /build/tools.lock \
    && /build/bin/pip install --require-hashes -r /build/tools.lock \
    && /build/bin/pip --python /opt/nuanyi/bin/python install \
        --no-compile --only-binary :all: --require-hashes -r requirements.lock

# Compiled here, once and for good: nothing can be written later, and a copied file's date would not fit any more.
COPY . .
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /build/wheels . \
    && /build/bin/pip --python /opt/nuanyi/bin/python install --no-compile --no-deps --no-index /build/wheels/*.whl \
    && find /opt/nuanyi/lib -type d -name tests -prune -exec rm -r {} + \
    && /opt/nuanyi/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/nuanyi/lib


FROM ${PYTHON}

LABEL org.opencontainers.image.title="Nuanyi 暖驿" \
      org.opencontainers.image.description="A Telegram bot that leads people who work outdoors to an open trade union station" \
      org.opencontainers.image.licenses="Apache-2.0"

RUN install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/nuanyi /opt/nuanyi

ENV PATH=/opt/nuanyi/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    NUANYI_DATA_DIR=/data \
    NUANYI_HTTP_HOST=0.0.0.0 \
    NUANYI_HTTP_PORT=8080

USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-I", "-c", "import http.client, os, sys; me = http.client.HTTPConnection('127.0.0.1', int(os.environ['NUANYI_HTTP_PORT']), timeout=8); me.request('GET', '/healthz'); sys.exit(me.getresponse().status != 200)"]

ENTRYPOINT ["nuanyi"]
CMD ["run"]
