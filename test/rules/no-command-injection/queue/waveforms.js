import { exec, execFile } from "node:child_process"
import { promisify } from "node:util"
import { Queue, Worker } from "bullmq"
import express from "express"

const router = express.Router()
const queue = new Queue("waveforms")
const sh = promisify(exec)
const run = promisify(execFile)

router.post("/episodes/:id/waveform", async (req, res) => {
  const episode = await episodes.ownedBy(req.user.id, req.params.id)
  await queue.add("render", { file: episode.file, size: episode.size, color: req.body.color, label: episode.label })
  res.status(202).end()
})

// Of what goes into the command only one part comes from outside, and not the first.
async function render({ file, size, color, label }) {
  await run("ffprobe", [file])
  // ruleid: no-command-injection
  await sh(`ffmpeg -i ${file} -filter_complex "showwavespic=s=${size}:colors=${color}" out.png`)
  // ok: no-command-injection
  await sh(`ffmpeg -i ${file} -metadata title=${label} out.png`)
}

export const worker = new Worker("waveforms", (job) => render(job.data))
