// @ts-nocheck fixture
import { exec, execFile, execSync, spawn } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { quote } from "shell-quote"
import { z } from "zod"
import { listBranches } from "./git"

const execAsync = promisify(exec)
const FOLDER = join(__dirname, "work")
const FORMATS = ["png", "jpg"]

const CloneInput = z.object({
  url: z.string(),
  depth: z.number().optional(),
  mode: z.enum(["soft", "hard"]),
})

export async function clone(input: z.infer<typeof CloneInput>, folder: string) {
  // ruleid: no-parameter-in-shell-text
  await execAsync(`git clone ${input.url} "${folder}"`)
  // ok: no-parameter-in-shell-text
  await execAsync(`git fetch --depth ${input.depth} && git reset --${input.mode}`, { cwd: FOLDER })
}

export function convert(file) {
  // ruleid: no-parameter-in-shell-text
  return execSync("convert " + file + " out.png").toString()
}

export async function download({ url, headers }: { url: string; headers: string[] }) {
  let command = "curl -s"
  for (const header of headers) command += ` -H "${header}"`
  command += ` "${url}"`
  // ruleid: no-parameter-in-shell-text
  return execAsync(command)
}

export function archive(name) {
  // ruleid: no-parameter-in-shell-text
  return spawn("sh", ["-c", `tar czf - ${name} | gzip`])
}

export function restart(service) {
  // ruleid: no-parameter-in-shell-text
  return spawn("systemctl", ["restart", service], { shell: true })
}

const run = (text: string) => new Promise((resolve, reject) => exec(text, (error, out) => (error ? reject(error) : resolve(out))))

export async function stop(container: string) {
  // ruleid: no-parameter-in-shell-text
  await run(`docker stop ${container}`)
}

export function withoutShell(file) {
  // ok: no-parameter-in-shell-text
  return execFile("convert", [file, "out.png"])
}

export function spawned(service) {
  // ok: no-parameter-in-shell-text
  return spawn("systemctl", ["restart", service])
}

export function script(file) {
  // ok: no-parameter-in-shell-text
  return spawn("sh", ["./convert.sh", file])
}

export function quoted(file) {
  // ok: no-parameter-in-shell-text
  return execSync(`convert ${quote([file])} out.png`)
}

export function matched(name) {
  if (!/^[\w-]+$/.test(name)) throw new Error("no such name")
  // ok: no-parameter-in-shell-text
  return execSync(`systemctl restart ${name}`)
}

export function listed(format) {
  if (!FORMATS.includes(format)) throw new Error("no such format")
  // ok: no-parameter-in-shell-text
  return execSync(`convert in.svg out.${format}`)
}

export function numbered(port: number, pid, count) {
  // ok: no-parameter-in-shell-text
  return execSync(`lsof -i :${port} -p ${pid} -n ${Number(count)}`)
}

export function ours() {
  // ok: no-parameter-in-shell-text
  return execSync(`ls ${FOLDER} ${process.cwd()} ${__dirname} ${process.env.HOME}`)
}

export function git(args) {
  // ok: no-parameter-in-shell-text
  return execSync(`git ${args}`)
}

export function version(program) {
  // ok: no-parameter-in-shell-text
  return execSync(`"${program}" --version`)
}

export class Converter {
  constructor(private readonly folder: string) {}

  list() {
    // ok: no-parameter-in-shell-text
    return execSync(`ls ${this.folder}`)
  }
}

export const makePool = ({ network }) => ({
  create() {
    // ok: no-parameter-in-shell-text
    return execSync(`docker network create ${network}`)
  },
})

export function branches(mode: string) {
  let command: string
  switch (mode) {
    case "all":
      command = "git branch --all"
      // ok: no-parameter-in-shell-text
      return execSync(command)
    default:
      command = `git branch --list ${listBranches()}`
      // ok: no-parameter-in-shell-text
      return execSync(command)
  }
}

function restarted(name) {
  // ok: no-parameter-in-shell-text
  return execSync(`systemctl restart ${name}`)
}

export const restartAll = () => [restarted("nginx"), restarted("redis")]
