# Three stages: the pages' script, then packages and the compiled knowledge; the last only runs them.
# The tag is pinned by version; pin it by digest as well where the registry can be reached:
#   docker buildx imagetools inspect python:3.11.14-slim-bookworm
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

FROM ${PYTHON_IMAGE} AS pages
WORKDIR /app
COPY requirements/web.txt requirements/web.txt
COPY scripts/web scripts/web
COPY web web
RUN python -m venv .venv && scripts/web run

FROM ${PYTHON_IMAGE} AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/run.txt requirements/run.txt
RUN python -m venv .venv && .venv/bin/pip install --quiet --no-deps --require-hashes -r requirements/run.txt
COPY pyproject.toml LICENSE NOTICE ./
COPY rules rules
COPY cds cds
COPY --from=pages /app/cds/web/static/built cds/web/static/built
RUN .venv/bin/pip install --quiet --no-deps --no-build-isolation -e . \
    && .venv/bin/python -c "from pathlib import Path; from cds.cards import check_orders; \
from rules.loading import load_knowledge; check_orders(load_knowledge(Path('rules/knowledge'), Path('cache')), Path('cache'))" \
    && chmod -R a+rX cache \
    && .venv/bin/python -m compileall -q cds rules

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin petechiae \
    && mkdir -p /app /data && chown petechiae /data
WORKDIR /app
COPY --from=build /app /app
USER 10001
# Set PETECHIAE_BASE_URL to the address clients use: cards link to it.
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PETECHIAE_HOST=0.0.0.0 \
    PETECHIAE_PORT=8080 \
    PETECHIAE_CACHE_DIR=/app/cache \
    PETECHIAE_DATABASE_URL=sqlite:////data/petechiae.db
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PETECHIAE_PORT'] + '/health/ready', timeout=2)"]
CMD ["gunicorn", "--config", "cds/gunicorn_conf.py", "cds.wsgi:app"]
