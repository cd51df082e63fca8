const express = require("express")
const yaml = require("js-yaml")
const types = require("js-yaml-js-types")

const app = express()
const EVERYTHING = yaml.CORE_SCHEMA.extend(types.all)
const NOTHING_THAT_RUNS = yaml.CORE_SCHEMA.extend([types.undefined])

app.put("/pipeline", express.text(), (req, res) => {
  // ruleid: no-unsafe-deserialization
  const named = yaml.load(req.body, { schema: EVERYTHING })
  // ruleid: no-unsafe-deserialization
  const listed = yaml.load(req.body, { schema: yaml.CORE_SCHEMA.extend([types.function, types.regexp]) })
  // ok: no-unsafe-deserialization
  const plain = yaml.load(req.body, { schema: NOTHING_THAT_RUNS })
  res.json({ steps: named.steps.length + listed.steps.length + plain.steps.length })
})
