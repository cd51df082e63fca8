import { readdirSync } from "node:fs"

// Every measurement is a file here that exports `run`; adding one is adding a file.
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== "run.ts")
  .map((file) => file.slice(0, -".ts".length))
  .toSorted()

const [name, ...words] = process.argv.slice(2)
if (name === undefined || name === "--help" || !names.includes(name)) {
  console.log(`npm run bench -- NAME [options]\nNames: ${names.join(", ")}`)
  process.exitCode = name === undefined || name === "--help" ? 0 : 2
} else {
  const { run } = (await import(`./${name}.ts`)) as { run: (words: readonly string[]) => Promise<void> }
  await run(words)
}
