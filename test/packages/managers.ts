/**
 * The package managers that a project can be installed with, and the layouts of `node_modules` that each can make.
 *
 * Each asks for as much strictness as it has: no peer is installed by itself, and a missing or wrong one is an error.
 */

/** The managers themselves, as dependencies of a folder of tools; npm, Bun and Deno are there already. */
export const tools = {
  pnpm: "^12",
  "yarn-classic": "npm:yarn@^1.22",
  "yarn-berry": "npm:@yarnpkg/cli-dist@^4",
  "node-old": "npm:node@^20"
} as const

/** Scripts of them that fetch a binary. */
export const toolScripts = { pnpm: true, node: true, "node-old": true } as const

/** Where programs are. */
export interface Programs {
  readonly node: string
  readonly npm: string
  readonly bun: string
  readonly deno: string
  /** Returns the path of a file of a tool. */
  readonly tool: (path: string) => string
}

/** One way of installing a project. */
export interface Layout {
  readonly name: string
  /** Files of the project besides `package.json`. */
  readonly files?: Readonly<Record<string, string>>
  /** Members of `package.json` besides the usual ones. */
  readonly manifest?: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string>>
  readonly install: (programs: Programs) => ReadonlyArray<string>
  /** What the output of an installation must not say. */
  readonly complaint?: RegExp
  /** How the command and the compiler are started where there is no `node_modules`. @default from there */
  readonly start?: (programs: Programs) => ReadonlyArray<string>
  /** What Node needs to find packages. @default nothing */
  readonly nodeArguments?: ReadonlyArray<string>
}

const yarnBerry = (linker: "node-modules" | "pnp"): Layout => ({
  name: `yarn 4, ${linker}`,
  files: {
    ".yarnrc.yml": [
      `nodeLinker: ${linker}`,
      "enableGlobalCache: false",
      "enableTelemetry: false",
      "enableImmutableInstalls: false",
      "enableScripts: false",
      ""
    ].join("\n"),
    "yarn.lock": ""
  },
  install: ({ node, tool }) => [node, tool("yarn-berry/bin/yarn.js"), "install"],
  // A peer that is missing, or of another version.
  complaint: /YN0002|YN0060/,
  ...(linker === "pnp"
    ? {
        start: ({ node, tool }) => [node, tool("yarn-berry/bin/yarn.js")],
        nodeArguments: ["--require", "./.pnp.cjs", "--experimental-loader", "./.pnp.loader.mjs"]
      }
    : {})
})

const pnpm = (linker: "isolated" | "hoisted"): Layout => ({
  name: `pnpm, ${linker}`,
  files: {
    "pnpm-workspace.yaml": [
      `nodeLinker: ${linker}`,
      ...(linker === "isolated" ? ["hoist: false"] : []),
      "autoInstallPeers: false",
      "strictPeerDependencies: true",
      "ignoredBuiltDependencies: [msw]",
      ""
    ].join("\n")
  },
  install: ({ node, tool }) => [node, tool("pnpm/bin/pnpm.mjs"), "install"],
  complaint: /unmet peer|missing peer/i
})

/** All ways, from the usual to the strict. */
export const layouts: ReadonlyArray<Layout> = [
  { name: "npm", install: ({ npm }) => [npm, "install", "--no-audit", "--no-fund", "--strict-peer-deps"] },
  {
    name: "npm, linked",
    install: ({ npm }) => [npm, "install", "--no-audit", "--no-fund", "--strict-peer-deps", "--install-strategy=linked"]
  },
  pnpm("isolated"),
  pnpm("hoisted"),
  {
    name: "yarn 1",
    install: ({ node, tool }) => [node, tool("yarn-classic/bin/yarn.js"), "install", "--non-interactive"],
    // Its cache knows a tarball by its path alone, and would give an old one.
    environment: { YARN_CACHE_FOLDER: "../cache-of-yarn-1" },
    complaint: /unmet peer|incorrect peer/i
  },
  yarnBerry("node-modules"),
  yarnBerry("pnp"),
  { name: "bun, hoisted", install: ({ bun }) => [bun, "install", "--linker", "hoisted"], complaint: /incorrect peer/i },
  {
    name: "bun, isolated",
    install: ({ bun }) => [bun, "install", "--linker", "isolated"],
    complaint: /incorrect peer/i
  }
]
