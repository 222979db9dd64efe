/**
 * What a TLS connection to a Redis is made with: PEM texts, taken apart and checked before anything is connected.
 *
 * Left alone, a runtime refuses some of it late and in the words of its library, and passes over the rest: Deno leaves out an
 * authority that it cannot read. Nothing of a text is in a message. Why a handshake fails is in `handshake.ts`.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/** PEM texts; what is absent is as the runtime has it. */
export interface Options {
  /** Certificates of the authorities to trust, instead of those that the runtime trusts. */
  readonly ca?: string
  /** The client's certificate, and behind it those of the authorities between it and the one that the server trusts. */
  readonly certificate?: string
  /** The certificate's private key, not encrypted. */
  readonly key?: Redacted.Redacted<string>
}

/** What is wrong with one of the texts, as the end of a sentence that begins with its name. */
export interface Problem {
  /** Which of the texts. */
  readonly part: keyof Options
  /** Such as `holds no certificate in PEM`. */
  readonly says: string
}

// Base64 has no hyphen; so each text is gone through once, whatever is in it.
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g
const PRIVATE_KEY = /-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----[^-]*-----END \1-----/
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m

const fail = (part: keyof Options, says: string): Result.Result<never, Problem> => Result.fail({ part, says })

const attempt = <A>(parse: () => A): A | undefined => {
  try {
    return parse()
  } catch {
    return undefined
  }
}

/** Takes the certificates out of a text, and reads each. */
const certificatesIn = (
  part: "ca" | "certificate",
  text: string
): Result.Result<{ readonly pem: string; readonly first: X509Certificate }, Problem> => {
  const pems = text.match(CERTIFICATE) ?? []
  const read = pems.map((pem) => attempt(() => new X509Certificate(pem)))
  const damaged = read.indexOf(undefined)
  if (damaged >= 0) return fail(part, `holds a damaged certificate, number ${damaged + 1} of ${pems.length}`)
  const [first] = read
  return first === undefined
    ? fail(part, "holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----")
    : Result.succeed({ pem: `${pems.join("\n")}\n`, first })
}

const keyIn = (text: string): Result.Result<{ readonly pem: string; readonly key: KeyObject }, Problem> => {
  if (ENCRYPTED.test(text)) {
    return fail("key", "holds an encrypted key; write it without a passphrase: openssl pkey -in FILE -out OTHER")
  }
  const pem = PRIVATE_KEY.exec(text)?.[0]
  if (pem === undefined)
    return fail("key", "holds no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----")
  const key = attempt(() => createPrivateKey(pem))
  return key === undefined ? fail("key", "holds a damaged private key") : Result.succeed({ pem: `${pem}\n`, key })
}

/** Returns certificates and key alone, without what else is in the texts; fails with the first thing that is wrong. */
export const decode = (texts: Options): Result.Result<Options, Problem> =>
  Result.gen(function* () {
    const ca = texts.ca === undefined ? undefined : yield* certificatesIn("ca", texts.ca)
    const certificate =
      texts.certificate === undefined ? undefined : yield* certificatesIn("certificate", texts.certificate)
    const key = texts.key === undefined ? undefined : yield* keyIn(Redacted.value(texts.key))
    if (certificate !== undefined && key === undefined)
      return yield* fail("key", "is missing, though a certificate is given")
    if (certificate === undefined && key !== undefined)
      return yield* fail("certificate", "is missing, though a key is given")
    if (certificate !== undefined && key !== undefined && !certificate.first.checkPrivateKey(key.key)) {
      return yield* fail("key", "holds the key of another certificate")
    }
    return {
      ...(ca === undefined ? {} : { ca: ca.pem }),
      ...(certificate === undefined ? {} : { certificate: certificate.pem }),
      ...(key === undefined ? {} : { key: Redacted.make(key.pem) })
    }
  })

/** Returns what Node's `tls` takes, of texts that were decoded. */
export const connectOptions = ({
  ca,
  certificate,
  key
}: Options): { readonly ca?: string; readonly cert?: string; readonly key?: string } => ({
  ...(ca === undefined ? {} : { ca }),
  ...(certificate === undefined ? {} : { cert: certificate }),
  ...(key === undefined ? {} : { key: Redacted.value(key) })
})
