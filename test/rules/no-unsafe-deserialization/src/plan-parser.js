const yaml = require("js-yaml")

function parsePlan(text) {
  let doc
  try {
    // ruleid: no-unsafe-deserialization
    doc = yaml.load(text)
  } catch (error) {
    throw new Error(`not a plan: ${error.message}`)
  }
  return doc.schedule.map((row) => ({ valve: Number(row.valve) }))
}

// ruleid: no-unsafe-deserialization
const readPlan = (text) => yaml.load(text)

// ok: no-unsafe-deserialization
const parseSafely = (text) => yaml.safeLoad(text)

module.exports = { parsePlan, readPlan, parseSafely }
