// @ts-nocheck fixture
import express from "express"
import { totals } from "./totals"

const app = express()

function lines(report) {
  return report.archived ? Promise.resolve([]) : totals(report.id)
}

function load(id): Promise<Report> {
  return cache.get(id)
}

class Command {
  async build(target) {
    return await totals(target)
  }
  async run(target, ids, res) {
    let command = "deploy "
    // ruleid: no-promise-as-value
    command += this.build(target)
    // ruleid: no-promise-as-value
    const all = totals(target)
    for (const each of all) command += each
    // ruleid: no-promise-as-value
    const sums = totals(target)
    const first = sums[ids[0]]
    // ruleid: no-promise-as-value
    const kept = load(target).filter((each) => each.open)
    // ruleid: no-promise-as-value
    if (first && load(target)) return
    // ruleid: no-promise-as-value
    const state = load(target)
    if (state === "closed") return
    // ruleid: no-promise-as-value
    console.info(`${lines(target)} of ${kept.length}`)
    // ruleid: no-promise-as-value
    res.status(200).json(load(target))
    // ruleid: no-promise-as-value
    return [...totals(target), JSON.stringify(first)]
  }
}

app.get("/reports/:id", async (req, res) => {
  // ok: no-promise-as-value
  const report = await load(req.params.id)
  // ok: no-promise-as-value
  const both = await Promise.all([totals(report.id), load(report.parent)])
  // ok: no-promise-as-value
  for await (const each of totals(report.id)) both.push(each)
  // ok: no-promise-as-value
  const later = totals(report.id)
  res.json(both)
  later.catch(() => undefined)
})

// ok: no-promise-as-value
export const told = (report) => `${notify(report, (err) => report.log(err))}`
async function notify(report, done) {
  done(await totals(report))
}
