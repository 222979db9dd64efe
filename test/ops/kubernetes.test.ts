/**
 * What the manifests for Kubernetes promise: the types of Kubernetes' API, and what is this project's own.
 */
import { execFile, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, normalize } from "node:path"
import { promisify } from "node:util"
import { describe, expect, it } from "vitest"
import { parseAllDocuments } from "yaml"
import { readDockerfile } from "../../ops/rehearsal/readDockerfile.ts"
import { emptyFolder, run, start } from "../helpers/command.ts"
import { documentsOf, type Mapping, top, unknownSettings, yamlFilesIn } from "./yamlFiles.ts"

const FOLDER = "ops/kubernetes"
/** What a run may take after its budget: a publication that began in time, and the end after a signal. */
const AFTER_BUDGET_SECONDS = 5 + 2
const UPCOMING_BUDGET_SECONDS = 40

const files = yamlFilesIn(FOLDER)
const isKustomization = (path: string) => path.endsWith("kustomization.yaml")
const manifests = files.filter((path) => !isKustomization(path)).flatMap(documentsOf)
const ofKind = (kind: string): Mapping => manifests.find((manifest) => manifest.kind === kind)!
const deployment = ofKind("Deployment")
const cronJob = ofKind("CronJob")
const job = cronJob.spec.jobTemplate.spec
const pods: ReadonlyArray<readonly [string, Mapping]> = [
  ["the Deployment", deployment.spec.template],
  ["the CronJob", job.template]
]
const image = readDockerfile(join(top, "ops/Dockerfile")).at(-1)!

/** The module of `kubernetes-types` that has the kinds of an API version. */
const moduleOf = (apiVersion: string) => {
  const [group = "", version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion]
  return `kubernetes-types/${group.replace(/\..*/, "")}/${version}.d.ts`
}

it("every manifest has the fields of its kind, and no others", async () => {
  const lines = manifests.map(
    (manifest, index) =>
      `import type { ${manifest.kind} as Kind${index} } from "${moduleOf(manifest.apiVersion)}"\n` +
      `export const manifest${index}: Kind${index} = ${JSON.stringify(manifest, undefined, 2)}`
  )
  const wrong = 'export const wrong: Kind0 = { apiVersion: "v1", kind: "ServiceAccount", metadata: { nmae: "" } }'
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-manifests-"))
  try {
    symlinkSync(join(top, "node_modules"), join(folder, "node_modules"))
    writeFileSync(join(folder, "manifests.ts"), lines.join("\n"))
    writeFileSync(join(folder, "wrong.ts"), `${lines[0]}\n${wrong}`)
    const compilerOptions = { strict: true, noEmit: true, types: [], module: "NodeNext", skipLibCheck: true }
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }))
    const output = await promisify(execFile)(process.execPath, [join(top, "node_modules/.bin/tsc"), "-p", folder], {
      cwd: folder
    }).then(
      () => "",
      (error) => `${error.stdout}${error.stderr}`
    )
    const errors = output.split("\n").filter((line: string) => line.includes(": error "))
    expect(errors.filter((line: string) => !line.startsWith("wrong.ts"))).toEqual([])
    expect(errors.join("\n"), "the compiler finds a wrong name").toContain("'nmae' does not exist")
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe("the kustomizations", () => {
  it.each(files.filter(isKustomization))("%s names what there is", (path) => {
    for (const kustomization of documentsOf(path)) {
      expect(kustomization.kind).toBe("Kustomization")
      for (const resource of kustomization.resources) {
        expect(existsSync(join(top, dirname(path), resource)), resource).toBe(true)
      }
      for (const { literals } of kustomization.configMapGenerator ?? []) {
        expect(unknownSettings(literals.map((pair: string) => pair.split("=")[0]!))).toEqual([])
      }
    }
  })

  it("leave no manifest out", () => {
    const named = files
      .filter(isKustomization)
      .flatMap((path) =>
        documentsOf(path).flatMap(({ resources }) =>
          resources.map((resource: string) => normalize(join(dirname(path), resource)))
        )
      )
    expect(files.filter((path) => !isKustomization(path) && !named.includes(path))).toEqual([])
  })

  it.each(["watch", "once", "overlays/example"])("%s is rendered, where there is kubectl", (folder) => {
    const kubectl = spawnSync("kubectl", ["kustomize", join(top, FOLDER, folder)], { encoding: "utf8" })
    if (kubectl.error !== undefined) return console.log(`not run: rendering ${folder}, because there is no kubectl`)
    expect(kubectl.status, kubectl.stderr).toBe(0)
    const rendered = parseAllDocuments(kubectl.stdout).map((document) => document.toJS() as Mapping)
    const policy = rendered.find(({ kind }) => kind === "NetworkPolicy")!
    expect(policy.spec).toEqual(ofKind("NetworkPolicy").spec)
    const names = rendered.filter(({ kind }) => kind === "ConfigMap").map(({ metadata }) => metadata.name)
    expect(kubectl.stdout).toContain(`name: ${names[0]}\n`)
    expect(names).toEqual([expect.stringMatching(/^bookiegamma-settings-\w+$/)])
  })
})

describe.each(pods)("a pod of %s", (_, { metadata, spec }) => {
  const container = spec.containers[0]

  it("has no rights, in the cluster or on its node, and nowhere to write", () => {
    expect(spec.automountServiceAccountToken).toBe(false)
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } })
    expect(`${spec.securityContext.runAsUser}:${spec.securityContext.runAsGroup}`).toBe(image.user)
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] }
    })
    expect(container.volumeMounts.filter(({ readOnly }: Mapping) => readOnly !== true)).toEqual([])
  })

  it("takes what is secret from a Secret, and names only settings that there are", () => {
    expect(unknownSettings(container.env.map(({ name }: Mapping) => name))).toEqual([])
    const plain = container.env.filter(({ valueFrom }: Mapping) => valueFrom === undefined)
    expect(plain.filter(({ name }: Mapping) => /URL|PASS|PROXIES|HEADERS/.test(name))).toEqual([])
    for (const { name, valueFrom } of container.env.filter((variable: Mapping) => variable.valueFrom !== undefined)) {
      expect(valueFrom.secretKeyRef).toMatchObject({ name: "bookiegamma", key: name })
    }
  })

  it("sees a changed file of headers: the folder is mounted, and not the file", () => {
    const { value } = container.env.find(({ name }: Mapping) => name === "BOOKIEGAMMA_CONFIG")
    expect(container.volumeMounts).toEqual([{ name: "config", mountPath: dirname(value), readOnly: true }])
  })

  it("gets no variables of the services around it, of which REDIS_PORT would be one", () => {
    expect(spec.enableServiceLinks).toBe(false)
  })

  it("asks for memory and is limited in it, has time to end, and is found by the NetworkPolicy", () => {
    expect(container.resources).toMatchObject({ requests: { cpu: /m$/, memory: /Mi$/ }, limits: { memory: /Mi$/ } })
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(2)
    expect(metadata.labels).toMatchObject(ofKind("NetworkPolicy").spec.podSelector.matchLabels)
  })
})

describe("the Deployment", () => {
  const { spec } = deployment
  const container = spec.template.spec.containers[0]

  it("runs one pod and never two, which would ask the bookmaker twice", () => {
    expect(spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } })
    expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels)
  })

  it("is probed where watch says how it is", () => {
    const port = container.ports[0]
    expect(port).toEqual({ name: "metrics", containerPort: Number(image.env.BOOKIEGAMMA_METRICS_PORT) })
    expect(container.env).toContainEqual({ name: "BOOKIEGAMMA_METRICS_PORT", value: String(port.containerPort) })
    const pathOf = (probe: Mapping) => [probe.httpGet.path, probe.httpGet.port]
    expect(pathOf(container.startupProbe)).toEqual(["/healthz", "metrics"])
    expect(pathOf(container.livenessProbe)).toEqual(["/healthz", "metrics"])
    expect(pathOf(container.readinessProbe)).toEqual(["/readyz", "metrics"])
    expect(ofKind("Service").spec.selector).toEqual(spec.selector.matchLabels)
    expect(ofKind("Service").spec.ports[0]).toMatchObject({ port: port.containerPort, targetPort: "metrics" })
    expect(ofKind("NetworkPolicy").spec.ingress[0].ports).toEqual([{ port: port.containerPort, protocol: "TCP" }])
  })

  it("is answered there by the command", async () => {
    const env = { BOOKIEGAMMA_METRICS_PORT: "0" }
    const watching = start([...container.args, "--sandbox", "--dry-run"], { cwd: emptyFolder(), env })
    await watching.says("complete")
    const [, url] = /metrics: +(http:\S+)\/metrics/.exec(watching.stderr()) ?? []
    const { annotations } = spec.template.metadata
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe]
    const paths = [...probes.map(({ httpGet }: Mapping) => httpGet.path), annotations["prometheus.io/path"], "/other"]
    const answers = await Promise.all(paths.map((path) => fetch(`${url}${path}`)))
    watching.signal("SIGTERM")
    await watching.ended
    const ready = expect.toSatisfy((status: number) => status === 200 || status === 503, "ready, or not yet")
    expect(answers.map(({ status }) => status)).toEqual([200, 200, ready, 200, 404])
  })

  it("starts the command with words that it knows", async () => {
    const watching = start([...container.args, "--sandbox", "--dry-run"], { cwd: emptyFolder() })
    await watching.says("watching:")
    watching.signal("SIGTERM")
    const { stderr } = await watching.ended
    expect(stderr).toMatch(/live 0 every 20 s, upcoming 0 every 300 s, .*upcoming 4 every 300 s/)
  })
})

describe("the CronJob", () => {
  it("lets no run overtake another, and tries none again", () => {
    expect(cronJob.spec.concurrencyPolicy).toBe("Forbid")
    expect(job.backoffLimit).toBe(0)
    expect(job.template.spec.restartPolicy).toBe("Never")
  })

  it("gives a run its budget and its end, and ends before the next one begins", () => {
    const { terminationGracePeriodSeconds } = job.template.spec
    expect(job.activeDeadlineSeconds).toBeGreaterThan(
      UPCOMING_BUDGET_SECONDS + AFTER_BUDGET_SECONDS + terminationGracePeriodSeconds
    )
    expect(cronJob.spec.schedule).toBe("*/5 * * * *")
    expect(job.activeDeadlineSeconds).toBeLessThan(5 * 60)
  })

  it("starts the command with words that it knows", async () => {
    const { args } = job.template.spec.containers[0]
    const { code, stderr } = await run([...args, "--sandbox", "--dry-run"], { cwd: emptyFolder() })
    expect(code, stderr).toBe(0)
  })

  it("tells what no later run can mend by its exit codes", async () => {
    const [, rule] = job.podFailurePolicy.rules
    expect(rule.action).toBe("FailJob")
    expect(rule.onExitCodes.containerName).toBe(job.template.spec.containers[0].name)
    const cwd = emptyFolder()
    const usage = await run(["all", "yesterday"], { cwd })
    const configuration = await run(["all", "live"], {
      cwd,
      env: { REDIS_PORT: "tcp://10.0.0.1:6379", REDIS_HOST: "redis" }
    })
    expect([usage.code, configuration.code]).toEqual(rule.onExitCodes.values)
  })
})
