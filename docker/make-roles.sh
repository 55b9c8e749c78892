#!/bin/sh
# Run by the PostgreSQL image when its volume is new: Portolan's two roles, with the passwords of docker/.env.
set -eu
PGOPTIONS="-c portolan.owner_password=$OWNER_PASSWORD -c portolan.app_password=$APP_PASSWORD" \
  psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 --quiet --file /portolan/roles.sql
