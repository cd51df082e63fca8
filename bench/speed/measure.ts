import { spawn } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import process from "node:process"
import { clearInterval, setInterval } from "node:timers"

/** What one program cost, with every process it started. */
export interface Cost {
  readonly wallMs: number
  /** Of user and system; says the same on a busy machine. 0 where there is no `/proc`. */
  readonly cpuMs: number
  /** Highest sum of resident memory seen. 0 where there is no `/proc`. */
  readonly peakMb: number
  readonly stdout: string
  readonly exitCode: number | null
}

export interface Program {
  readonly command: string
  readonly words: readonly string[]
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
}

// Linux counts processor time in hundredths of a second.
const MS_PER_TICK = 10
const SAMPLE_MS = 50

/** Runs a program to its end and looks at it and its children every 50 ms. Its stderr is ours. */
export async function measureProgram({ command, words, cwd, environment = {} }: Program): Promise<Cost> {
  const started = performance.now()
  const child = spawn(command, [...words], { cwd, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...environment } })
  const cpu = new Map<number, number>()
  let peak = 0
  const look = (): void => {
    let sum = 0
    for (const { pid, rssMb, cpuMs } of familyOf(child.pid ?? -1)) {
      sum += rssMb
      cpu.set(pid, cpuMs)
    }
    peak = Math.max(peak, sum)
  }
  const sampler = setInterval(look, SAMPLE_MS)
  const chunks: Buffer[] = []
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", resolve)
  }).finally(() => clearInterval(sampler))
  return {
    wallMs: Math.round(performance.now() - started),
    cpuMs: [...cpu.values()].reduce((sum, each) => sum + each, 0),
    peakMb: Math.round(peak),
    stdout: Buffer.concat(chunks).toString("utf8"),
    exitCode,
  }
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly rssMb: number
  readonly cpuMs: number
}

function familyOf(root: number): Process[] {
  const all = new Map<number, Process>()
  try {
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue
      const process = readProcess(Number(name))
      if (process !== null) all.set(process.pid, process)
    }
  } catch {
    return []
  }
  const isOurs = (process: Process | undefined): boolean =>
    process !== undefined && (process.pid === root || isOurs(process.parent === process.pid ? undefined : all.get(process.parent)))
  return [...all.values()].filter(isOurs)
}

function readProcess(pid: number): Process | null {
  try {
    // The name may hold spaces and brackets; what counts stands behind it.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1])
    return {
      pid,
      parent: Number(fields[1]),
      rssMb: (pages * 4096) / 1024 / 1024,
      cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK,
    }
  } catch {
    return null
  }
}
