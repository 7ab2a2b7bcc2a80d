#!/bin/bash
# Runs once, when the database's directory is empty. The passwords come by the environment and are on no command line.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password REFUND_OWNER_PASSWORD
\getenv app_password REFUND_APP_PASSWORD
\i /docker/roles.sql
SQL
# From outside this container nobody comes in without TLS.
sed -i 's/^host all all all /hostssl all all all /' "$PGDATA/pg_hba.conf"
