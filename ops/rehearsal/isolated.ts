/**
 * Runs a command as a container engine would, with the means of the kernel: a folder as its root, the process number 1 of a
 * namespace of its own, a user without rights, and a tree that cannot be written to. The network is the machine's.
 */
import { spawnSync } from "node:child_process"

/** Where programs are looked for in an image. */
export const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/** What a command is given. */
export interface Isolation {
  readonly root: string
  readonly workdir: string
  /** `user:group`, as numbers. */
  readonly user: string
  readonly isReadOnly: boolean
  /** A folder of the machine that stands at `/data`, and can be written to. */
  readonly volume?: string
  /** A folder of the machine that stands at `/secrets`, and cannot be written to. */
  readonly secrets?: string
}

/** Mounts what a container has, and becomes the command: `$1` is the root, `$2` and `$3` what to mount, `$4` ro or rw. */
const SCRIPT = `
  root=$1 volume=$2 secrets=$3 mode=$4; shift 4
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
  if [ -n "$volume" ]; then mkdir -p "$root/data"; mount --bind "$volume" "$root/data"; fi
  if [ -n "$secrets" ]; then mkdir -p "$root/secrets"; mount --bind "$secrets" "$root/secrets"; mount -o remount,bind,ro "$root/secrets"; fi
  mount -o "remount,bind,$mode" "$root"
  exec "$@"
`

const ids = (user: string) => {
  const [uid = "0", gid = uid] = user.split(":")
  return [`--setgid=${gid}`, `--setuid=${uid}`]
}

/** Returns the words that start a command as process 1 of a container. */
export const isolated = (
  { isReadOnly, root, secrets = "", user, volume = "", workdir }: Isolation,
  command: ReadonlyArray<string>
): readonly [string, ...ReadonlyArray<string>] => [
  "unshare",
  ...["--mount", "--pid", "--fork", "--kill-child", "--propagation=private"],
  ...["sh", "-ec", SCRIPT, "sh", root, volume, secrets, isReadOnly ? "ro" : "rw"],
  ...["setpriv", "--no-new-privs", "unshare", `--root=${root}`, `--wd=${workdir}`, ...ids(user), ...command]
]

/** Returns the words that run a command beside process 1, as `docker exec` and HEALTHCHECK do. */
export const beside = (
  pid: number,
  { user, workdir }: Isolation,
  command: ReadonlyArray<string>
): readonly [string, ...ReadonlyArray<string>] => [
  "nsenter",
  ...[`--target=${pid}`, "--mount", "--pid", "--root", `--wd=/proc/${pid}/root${workdir}`, ...ids(user), ...command]
]

/** Says why containers cannot be rehearsed here, or undefined where they can. */
export const whyNot = (): string | undefined => {
  if (process.platform !== "linux") return "this is not Linux"
  if (process.getuid?.() !== 0) return "this user is not root"
  const script = "mount --bind /tmp /tmp && mount -o remount,bind,ro /tmp"
  const tried = spawnSync("unshare", ["--mount", "--pid", "--fork", "--propagation=private", "sh", "-ec", script])
  return tried.status === 0 ? undefined : `namespaces and mounts are refused: ${tried.error ?? tried.stderr}`.trim()
}
