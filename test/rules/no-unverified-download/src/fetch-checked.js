const fs = require("node:fs")
const { sumOf } = require("./sums")

async function agent(target, { sha256 }) {
  const answer = await fetch("https://releases.example.com/agent")
  const program = Buffer.from(await answer.arrayBuffer())
  if (sumOf(program) !== sha256) throw new Error("another program")
  // ok: no-unverified-download
  await fs.promises.writeFile(target, program, { mode: 0o755 })
}
