# Aloud in one image: pack the scripts, install the libraries, keep only what serves.
# Base images are pinned to a minor version and a Debian release, so that a rebuild brings their security updates; what we
# install into them is pinned by hash. Without an engine, scripts/docker_steps.py runs these same steps under test.

FROM node:22-bookworm-slim AS scripts
WORKDIR /srv/aloud
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY scripts/pack.js scripts/
COPY app/static app/static
RUN node scripts/pack.js

# The full image has a compiler, for processors that a library publishes no wheel for.
FROM python:3.13-bookworm AS libraries
WORKDIR /srv/aloud
ENV PATH=/opt/aloud/bin:$PATH
RUN python -m venv /opt/aloud
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY pyproject.toml README.md ./
COPY app app
RUN pip install --no-deps --no-build-isolation --editable .
RUN pybabel -q compile --directory app/locales
RUN python -m compileall -q app

FROM python:3.13-slim-bookworm AS aloud
WORKDIR /srv/aloud
# Pango sets the type of PDFs; the fonts have Naskh for Arabic and Nastaliq for Urdu.
RUN apt-get update && apt-get install --yes --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core && rm -rf /var/lib/apt/lists/*
# Without a home of its own the account can write to /data and nowhere else.
RUN useradd --system --uid 10001 --no-create-home aloud && install --directory --owner=aloud --group=aloud --mode=700 /data
COPY --from=libraries /opt/aloud /opt/aloud
COPY --from=libraries /srv/aloud ./
COPY --from=scripts /srv/aloud/app/static/build app/static/build
COPY instruments instruments
COPY migrations migrations
COPY scripts/serve.sh scripts/
# A container is production: without secrets it refuses to start, with a sentence.
ENV PATH=/opt/aloud/bin:$PATH PYTHONUNBUFFERED=1 \
    ALOUD_PRODUCTION=true ALOUD_DATA_DIR=/data ALOUD_DATABASE_URL=sqlite:////data/aloud.db
USER aloud
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["/srv/aloud/scripts/serve.sh"]
