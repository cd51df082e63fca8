import { spawnSync } from "node:child_process"
import process from "node:process"

/** Everything that has to hold before a commit, in the order in which failures are cheapest to find. */
const steps = [
  { name: "format", command: ["npm", "run", "-s", "check:format"] },
  { name: "lint", command: ["npm", "run", "-s", "check:lint"] },
  { name: "types", command: ["npm", "run", "-s", "check:types"] },
  { name: "boundaries", command: ["npm", "run", "-s", "check:boundaries"] },
  { name: "unused", command: ["npm", "run", "-s", "check:unused"] },
  { name: "generated", command: ["npm", "run", "-s", "check:generated"] },
  { name: "tests", command: ["npm", "test", "--silent"] },
]

if (process.argv.includes("--help")) {
  console.log(`npm run check [-- --except NAME] [-- NAME …]\nSteps: ${steps.map((step) => step.name).join(", ")}`)
  process.exit(0)
}
// An older Node passes some of these steps and fails others in ways that do not name the cause.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(`check runs on Node 24, this is ${process.version}: run it through npm, which puts the repository's own Node first.`)
  process.exit(1)
}

const except = process.argv.flatMap((word, index, all) => (all[index - 1] === "--except" ? [word] : []))
const named = process.argv.slice(2).filter((word, index, all) => word !== "--except" && all[index - 1] !== "--except")
const unknown = [...except, ...named].filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`Unknown step ${unknown.join(", ")}; there are ${steps.map((step) => step.name).join(", ")}.`)
  process.exit(2)
}

for (const { name, command } of steps) {
  if (except.includes(name) || (named.length > 0 && !named.includes(name))) continue
  const started = performance.now()
  const { status } = spawnSync(command[0] ?? "", command.slice(1), { stdio: "inherit" })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name.padEnd(11)} ${seconds} s`)
  if (status !== 0) process.exit(1)
}
