#!/bin/sh
# Tells callsign-acme that acme.sh has a new certificate:
#   acme.sh --install-cert -d alice.example --key-file KEY --fullchain-file CHAIN --reloadcmd /path/to/hooks/acme.sh
# acme.sh says where it put the files, in CERT_KEY_PATH and CERT_FULLCHAIN_PATH.
#
#   CALLSIGN_HOME     the agent's folder                    /var/lib/callsign-acme
#   CALLSIGN_IMPORT   1: take the certificate over here and now, instead of only nudging the daemon
#   CALLSIGN_DOMAIN   the callsign. Otherwise Le_Domain, where acme.sh says it
#   CALLSIGN_ACME     the program                           callsign-acme
#   CALLSIGN_SERVER   the directory of the ACME server, which is asked when to renew; perhaps none
set -eu
home=${CALLSIGN_HOME:-/var/lib/callsign-acme}

if [ "${CALLSIGN_IMPORT:-0}" = 1 ]; then
  # shellcheck disable=SC2154 # the name is acme.sh's
  domain=${CALLSIGN_DOMAIN:-${Le_Domain:-}}
  : "${domain:?CALLSIGN_DOMAIN names the callsign}"
  : "${CERT_FULLCHAIN_PATH:?is set by acme.sh}" "${CERT_KEY_PATH:?is set by acme.sh}"
  exec "${CALLSIGN_ACME:-callsign-acme}" import --source acme.sh --home "$home" --domain "$domain" \
    --cert "$CERT_FULLCHAIN_PATH" --key "$CERT_KEY_PATH" ${CALLSIGN_SERVER:+--acme "$CALLSIGN_SERVER"}
fi
touch "$home/nudge"
