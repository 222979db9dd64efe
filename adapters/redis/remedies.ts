/**
 * What to do about an error of a Redis or its client, by what its message says. `doctor` and the errors of the store
 * show it. The texts of the server are those of Redis 7 and 8; in a script they keep their first word.
 */

const remedies: ReadonlyArray<readonly [RegExp, string]> = [
  // Over HTTP, where an address begins with http, the settings are others.
  [
    /https?:.*(\b(WRONGPASS|NOAUTH)\b|not accept the token)/,
    "check REDIS_REST_TOKEN, and with a proxy the login that it has for its Redis"
  ],
  [
    /https?:.*\bNOPERM\b/,
    "take a token that may write, or give its user the rights that docs/reference/stores.md lists"
  ],
  [/refuses this token or this machine/, "check REDIS_REST_TOKEN, and which addresses may use it"],
  [
    /no REST form of a Redis there|page instead of JSON|it answers \d+ commands? with/,
    "write REDIS_REST_URL as the service shows it, with no command behind it"
  ],
  [/it redirects to/, "name where the Redis is in REDIS_REST_URL; the token is not sent on to other places"],
  [/takes no request of that size|max request size exceeded/, "raise the limit of a request's size there"],
  [/max (\w+ )?requests? limit exceeded/, "raise the limit of commands there"],
  [/is asked too often|asks to wait/, "raise the limit of requests there, or let runs come less often"],
  [
    /unable to connect to the redis/i,
    "check that the Redis behind the proxy runs, and the address that the proxy has of it"
  ],
  [
    /https:.*(certificate|self.signed|unknown ?issuer)/i,
    "name a file of its authority, up to the root, in NODE_EXTRA_CA_CERTS"
  ],
  [/\b(WRONGPASS|NOAUTH)\b|\bAUTH failed/, "check user and password in REDIS_URL, or REDIS_USER and REDIS_PASS"],
  [/\bNOPERM\b/, "give the user the rights that docs/reference/stores.md lists, by ACL SETUSER"],
  [/\bOOM\b/, "raise maxmemory of the server, or free memory there"],
  [/\bREADONLY\b/, "name the primary in REDIS_URL or REDIS_HOST; this server is a replica"],
  [/\bNOREPLICAS\b/, "start the replicas of the server, or lower its min-replicas-to-write"],
  [/\bMISCONF\b/, "look into the server's log: it cannot save to its disk"],
  [/LIMIT exceeds maximum/, "raise MAXSEARCHRESULTS of the server's search to 10000 at least"],
  [/\bLOADING\b/, "wait until the server has loaded its data"],
  [
    /unknown command|command is not available/i,
    "start Redis 8, or Redis Stack 7.2 or later, which have JSON and search"
  ],
  [/certificate has expired|not valid before/, "have the server's certificate renewed; or set this machine's clock"],
  [/its certificate is for/, "name the server in REDIS_URL as its certificate does"],
  [/demands a client certificate/, "name one in REDIS_CERT_FILE, and its key in REDIS_KEY_FILE"],
  [
    /not accept the client certificate/,
    "name one in REDIS_CERT_FILE, and its key in REDIS_KEY_FILE, that the server's authority has signed"
  ],
  [/speaks no TLS/, "write redis:// in REDIS_URL, or name the port where it speaks TLS"],
  [/speaks TLS alone/, "write rediss:// in REDIS_URL if it does, else check that it runs"],
  [
    /certificate|self.signed|unknown ?issuer/i,
    "name a file of its authority, up to the root, in REDIS_CA_FILE, or in NODE_EXTRA_CA_CERTS for all connections"
  ]
]

/** Returns what to do about an error; undefined where its message does not tell. */
export const remedyOf = (message: string): string | undefined => remedies.find(([says]) => says.test(message))?.[1]

/** Returns a message with what to do, if it tells. */
export const withRemedy = (message: string): string => {
  const remedy = remedyOf(message)
  return remedy === undefined ? message : `${message}; ${remedy}`
}
