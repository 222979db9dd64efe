#!/bin/sh
# Makes the certificates of the TLS tests anew, for a hundred years; needs openssl 3. Their keys protect nothing.
#
#   authority   signs server, named, expired, client      server    for 127.0.0.1 and localhost
#   other       an authority that signs nothing here      named     a server that is called redis.example
#   client      a client of the authority                 expired   as server, but of 2020 alone
#   stranger    a client that signed itself               locked    the client's key, with a passphrase
set -eu
cd "$(dirname "$0")"
KEY="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc"
DAYS="-days 36500"
FOLDER=$(mktemp -d)
trap 'rm -r "$FOLDER"' EXIT

# own NAME SUBJECT: a certificate that signs itself.
own() { openssl req -x509 $KEY $DAYS -subj "/CN=$2" -keyout "$1-key.pem" -out "$1.pem"; }
# signed NAME EXTENSION: a certificate of the authority.
signed() {
  openssl req -x509 $KEY $DAYS -CA authority.pem -CAkey authority-key.pem -subj "/CN=$1" \
    -addext basicConstraints=critical,CA:FALSE -addext "$2" -keyout "$1-key.pem" -out "$1.pem"
}

own authority "Test authority"
own other "Other authority"
own stranger stranger
signed server "subjectAltName=IP:127.0.0.1,DNS:localhost"
signed named "subjectAltName=DNS:redis.example"
signed client "extendedKeyUsage=clientAuth"

cat >"$FOLDER/ca.cnf" <<END
[ca]
default_ca = past
[past]
database = $FOLDER/index
serial = $FOLDER/serial
policy = any
[any]
commonName = supplied
[server]
basicConstraints = critical,CA:FALSE
subjectAltName = IP:127.0.0.1,DNS:localhost
END
: >"$FOLDER/index"
echo 01 >"$FOLDER/serial"
openssl req $KEY -subj /CN=expired -keyout expired-key.pem -out "$FOLDER/request.pem"
openssl ca -batch -config "$FOLDER/ca.cnf" -cert authority.pem -keyfile authority-key.pem -in "$FOLDER/request.pem" \
  -startdate 20200101000000Z -enddate 20201231000000Z -extensions server -outdir "$FOLDER" -notext -md sha256 -out expired.pem

openssl pkcs8 -topk8 -in client-key.pem -passout pass:locked -out locked-key.pem
rm authority-key.pem other-key.pem
