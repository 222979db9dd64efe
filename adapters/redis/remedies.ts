/**
 * What to do about an error of a Redis or its client, by what its message says. `doctor` and the errors of the store
 * show it. The texts of the server are those of Redis 7 and 8; in a script they keep their first word.
 */

const remedies: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b(WRONGPASS|NOAUTH)\b|\bAUTH failed/, "check user and password in REDIS_URL, or REDIS_USER and REDIS_PASS"],
  [/\bNOPERM\b/, "give the user the rights that the README lists, by ACL SETUSER"],
  [/\bOOM\b/, "raise maxmemory of the server, or free memory there"],
  [/\bREADONLY\b/, "name the primary in REDIS_URL or REDIS_HOST; this server is a replica"],
  [/\bNOREPLICAS\b/, "start the replicas of the server, or lower its min-replicas-to-write"],
  [/\bMISCONF\b/, "look into the server's log: it cannot save to its disk"],
  [/LIMIT exceeds maximum/, "raise MAXSEARCHRESULTS of the server's search to 10000 at least"],
  [/\bLOADING\b/, "wait until the server has loaded its data"],
  [/unknown command/i, "start Redis 8, or Redis Stack 7.2 or later, which have JSON and search"],
  [
    /certificate|self.signed|unknown ?issuer/i,
    "have its authority trusted: NODE_EXTRA_CA_CERTS names a file for Node and Bun, DENO_CERT for Deno"
  ]
]

/** Returns what to do about an error; undefined where its message does not tell. */
export const remedyOf = (message: string): string | undefined => remedies.find(([says]) => says.test(message))?.[1]

/** Returns a message with what to do, if it tells. */
export const withRemedy = (message: string): string => {
  const remedy = remedyOf(message)
  return remedy === undefined ? message : `${message}; ${remedy}`
}
