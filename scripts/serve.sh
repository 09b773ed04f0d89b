#!/bin/sh
# What a container does: bring the database up to date, then serve until it is stopped.
set -eu
aloud migrate
exec aloud serve --host "${ALOUD_HOST:-0.0.0.0}" --port "${ALOUD_PORT:-8000}"
