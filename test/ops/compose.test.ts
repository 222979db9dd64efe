/**
 * What compose.yaml and the files that it mounts promise.
 */
import { existsSync, readFileSync } from "node:fs"
import { join, normalize } from "node:path"
import { describe, expect, it } from "vitest"
import { readDockerfile } from "../../ops/rehearsal/readDockerfile.ts"
import { emptyFolder, run } from "../helpers/command.ts"
import { documentsOf, type Mapping, top, unknownSettings, yamlFilesIn } from "./yamlFiles.ts"

const compose = documentsOf("compose.yaml")[0]!
const bookmaker = documentsOf("ops/compose/bookmaker.yaml")[0]!
const services: Record<string, Mapping> = compose.services
const { watch, indexes, redis } = services as Record<"watch" | "indexes" | "redis", Mapping>
const prometheus = documentsOf("ops/compose/prometheus.yaml")[0]!
const image = readDockerfile(join(top, watch.build.dockerfile)).at(-1)!

describe("compose.yaml", () => {
  it("mounts what there is, read-only", () => {
    const mounts = Object.values(services)
      .flatMap(({ volumes = [] }) => volumes as ReadonlyArray<string>)
      .map((mount) => mount.split(":"))
      .filter(([source = ""]) => source.startsWith("."))
    expect(mounts.length).toBeGreaterThan(3)
    for (const [source = "", , mode] of mounts) {
      expect(mode, source).toBe("ro")
      const path = normalize(source)
      expect(existsSync(join(top, path)), path).toBe(true)
    }
  })

  it("pins every image by its version", () => {
    const images = Object.values(services).map((service) => service.image)
    expect(images.filter((name: string) => !/:v?\d+\.\d+/.test(name))).toEqual([watch.image, watch.image])
    expect(redis.image).toMatch(/^redis:8\./)
  })

  it("starts watch once Redis answers and the indexes are made", () => {
    expect(redis.healthcheck.test).toEqual(["CMD", "redis-cli", "ping"])
    expect(indexes.depends_on).toEqual({ redis: { condition: "service_healthy" } })
    expect(watch.depends_on).toEqual({
      redis: { condition: "service_healthy" },
      indexes: { condition: "service_completed_successfully" }
    })
    expect(indexes.restart, "it ends").toBeUndefined()
  })

  it("runs the command without rights, on a read-only tree", () => {
    for (const service of [watch, indexes]) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] })
      expect(service.user, "the image's own").toBeUndefined()
    }
  })

  it("opens its ports on this machine alone", () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? [])
    expect(ports.filter((port: string) => !port.startsWith("127.0.0.1:"))).toEqual([])
  })

  it("names only settings that there are, and holds no secret", () => {
    expect(unknownSettings([watch, indexes].flatMap(({ environment }) => Object.keys(environment)))).toEqual([])
    expect(watch.environment.REDIS_URL).not.toContain("@")
  })

  it.each([
    ["watch", watch.command],
    ["indexes", indexes.command],
    ["watch, with a bookmaker", bookmaker.services.watch.command],
    ["indexes, with a bookmaker", bookmaker.services.indexes.command]
  ])("starts %s with words that the command knows", async (_, words) => {
    const { code, stderr } = await run([...words, "--help"], { cwd: emptyFolder() })
    expect(code, stderr).toBe(0)
    const wrong = await run([...words, "--no-such-flag"], { cwd: emptyFolder() })
    expect(wrong.code, "a wrong word is refused").toBe(64)
    expect(wrong.stderr.match(/error: .*/g), "and it is the only one").toEqual([
      expect.stringContaining("no-such-flag")
    ])
  })
})

describe("ops/compose/bookmaker.yaml", () => {
  it("takes the secrets from a file that git and builders ignore", () => {
    const ignored = readFileSync(join(top, ".gitignore"), "utf8").split("\n")
    for (const service of [bookmaker.services.watch, bookmaker.services.indexes]) {
      for (const file of service.env_file) expect(ignored).toContain(file)
    }
    expect(ignored).toContain("/config/")
  })

  it("lays over services that there are, and leaves the sandbox", () => {
    expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(bookmaker.services)))
    expect(JSON.stringify(bookmaker)).not.toContain("--sandbox")
  })

  it("mounts the folder of the file of headers, so that a new file is seen", () => {
    expect(bookmaker.services.watch.volumes).toEqual(["./config:/config:ro"])
    expect(bookmaker.services.watch.environment).toEqual({ BOOKIEGAMMA_CONFIG: "/config/config.json" })
  })
})

describe("Prometheus and Grafana", () => {
  it("ask watch at its port", () => {
    const [{ static_configs: targets }] = prometheus.scrape_configs
    expect(targets).toEqual([{ targets: [`watch:${image.env.BOOKIEGAMMA_METRICS_PORT}`] }])
  })

  it("take in all files of rules, and no others", () => {
    const isNamed = (path: string) => /(rules|alerts)\.ya?ml$/.test(path)
    expect(prometheus.rule_files).toEqual(["/etc/prometheus/rules/*rules.y*ml", "/etc/prometheus/rules/*alerts.y*ml"])
    const files = yamlFilesIn("ops/prometheus")
    expect(files.length).toBeGreaterThan(0)
    for (const path of files) expect("groups" in documentsOf(path)[0]!, path).toBe(isNamed(path))
  })

  it("find each other, and the dashboards", () => {
    const [sources] = documentsOf("ops/compose/grafana/datasources/prometheus.yaml")
    expect(new URL(sources?.datasources[0].url).hostname in services).toBe(true)
    const [dashboards] = documentsOf("ops/compose/grafana/dashboards/bookiegamma.yaml")
    expect(services.grafana?.volumes).toContain(`./ops/grafana:${dashboards?.providers[0].options.path}:ro`)
  })
})
