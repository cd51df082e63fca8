const fs = require("node:fs")
const https = require("node:https")
const { pipeline } = require("node:stream/promises")

function download(address, done) {
  https.get(address, (answer) => {
    const parts = []
    answer.on("data", (part) => parts.push(part))
    answer.on("end", () => done(Buffer.concat(parts)))
  })
}

download("https://releases.example.com/compressor", (program) => {
  // ruleid: no-unverified-download
  fs.writeFileSync("/opt/compressor", program, { mode: 0o755 })
})

download("https://releases.example.com/words.txt", (words) => {
  // ok: no-unverified-download
  fs.writeFileSync("/opt/words.txt", words, { mode: 0o644 })
})

async function agent(target) {
  const answer = await fetch("https://releases.example.com/agent")
  // ruleid: no-unverified-download
  await pipeline(answer.body, fs.createWriteStream(target, { mode: 0o755 }))
}

async function helper(target) {
  const answer = await fetch("https://releases.example.com/helper")
  // ruleid: no-unverified-download
  await fs.promises.writeFile(target, Buffer.from(await answer.arrayBuffer()))
  await fs.promises.chmod(target, 0o755)
}

function hook(target) {
  // ok: no-unverified-download
  fs.writeFileSync(target, "#!/bin/sh\nexec npx check\n", { mode: 0o755 })
}
