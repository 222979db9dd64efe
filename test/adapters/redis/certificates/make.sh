#!/bin/sh
# Makes the certificates of the TLS tests anew, from 2020 on for a hundred years, whatever this machine's clock says; needs
# openssl 3. Their keys protect nothing.
#
#   authority   signs server, named, expired, client      server    for 127.0.0.1 and localhost
#   other       an authority that signs nothing here      named     a server that is called redis.example
#   client      a client of the authority                 expired   as server, but of 2020 alone
#   stranger    a client that signed itself               locked    the client's key, with a passphrase
set -eu
cd "$(dirname "$0")"
FOLDER=$(mktemp -d)
trap 'rm -r "$FOLDER"' EXIT

cat >"$FOLDER/ca.cnf" <<END
[ca]
default_ca = files
[files]
database = $FOLDER/index
rand_serial = yes
unique_subject = no
policy = any
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
subjectKeyIdentifier = hash
[server]
basicConstraints = critical,CA:FALSE
subjectAltName = IP:127.0.0.1,DNS:localhost
[named]
basicConstraints = critical,CA:FALSE
subjectAltName = DNS:redis.example
[client]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = clientAuth
END
: >"$FOLDER/index"

# certify NAME SUBJECT EXTENSIONS YEAR ARGUMENTS...: a key, and its certificate up to a year.
certify() {
  NAME=$1 SUBJECT=$2 EXTENSIONS=$3 YEAR=$4
  shift 4
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj "/CN=$SUBJECT" \
    -keyout "$NAME-key.pem" -out "$FOLDER/request.pem"
  openssl ca -batch -config "$FOLDER/ca.cnf" -in "$FOLDER/request.pem" -startdate 20200101000000Z \
    -enddate "${YEAR}1231000000Z" -extensions "$EXTENSIONS" -outdir "$FOLDER" -notext -md sha256 -out "$NAME.pem" "$@"
}
# own NAME SUBJECT: a certificate that signs itself.
own() { certify "$1" "$2" authority 2119 -selfsign -keyfile "$1-key.pem"; }
# signed NAME EXTENSIONS YEAR: a certificate of the authority.
signed() { certify "$1" "$1" "$2" "$3" -cert authority.pem -keyfile authority-key.pem; }

own authority "Test authority"
own other "Other authority"
own stranger stranger
signed server server 2119
signed named named 2119
signed client client 2119
signed expired server 2020

openssl pkcs8 -topk8 -in client-key.pem -passout pass:locked -out locked-key.pem
rm authority-key.pem other-key.pem
