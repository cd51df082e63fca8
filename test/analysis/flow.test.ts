import { expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

async function findingsOf(rule: string, files: Record<string, string>) {
  const base = aTree({})
  const head = aTree(files)
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.filter((each) => each.rule === rule)
}

test("a certificate check that is switched off names the call the options go to", async () => {
  const [finding] = await findingsOf("no-tls-verification-off", {
    "src/get.js": [
      'const https = require("https")',
      "exports.get = (address, done) => {",
      "  const options = new URL(address)",
      "  options.rejectUnauthorized = false",
      "  return https.get(options, done)",
      "}",
    ].join("\n"),
  })
  expect(finding?.trace.map(({ line }) => line)).toEqual([4, 5])
})

const server = (body: string) => `const express = require("express")\nconst app = express()\n${body}`
const reading = (read: string, use: string) =>
  server(`${read}\napp.get("/result", async (req, res) => { const row = await find(req.params.id)\n${use}\nres.end() })`)

const stores = [
  {
    name: "Sequelize",
    files: {
      "src/model.js":
        'const { DataTypes, Model } = require("sequelize")\nclass Sheet extends Model {}\nSheet.init({ formula: DataTypes.STRING, rows: DataTypes.INTEGER }, { sequelize })\nmodule.exports = { Sheet }',
      "src/write.js": server(
        'const { Sheet } = require("./model")\napp.post("/sheet", async (req, res) => { const sheet = await Sheet.findByPk(1); sheet.formula = req.body.formula; sheet.rows = req.body.rows; await sheet.save(); res.end() })',
      ),
      "src/read.js": reading(
        'const { Sheet } = require("./model")\nconst find = (id) => Sheet.findByPk(id)',
        "eval(row.formula)\neval(row.rows)",
      ),
    },
  },
  {
    name: "Mongoose",
    files: {
      "src/model.js":
        'const mongoose = require("mongoose")\nmodule.exports = mongoose.model("Sheet", new mongoose.Schema({ formula: String, rows: Number }))',
      "src/write.js": server(
        'const Sheet = require("./model")\napp.post("/sheet", (req, res) => { new Sheet({ formula: req.body.formula, rows: req.body.rows }).save(() => res.end()) })',
      ),
      "src/read.js": reading(
        'const Sheet = require("./model")\nconst find = (id) => Sheet.findById(id).lean().exec()',
        "eval(row.formula)\neval(row.rows)",
      ),
    },
  },
  {
    name: "Prisma",
    files: {
      "schema.prisma": "model Sheet {\n  id Int @id\n  formula String\n  rows Int\n}\n",
      "src/db.js": 'const { PrismaClient } = require("@prisma/client")\nmodule.exports = new PrismaClient()',
      "src/write.js": server(
        'const prisma = require("./db")\napp.post("/sheet", async (req, res) => { await prisma.sheet.update({ where: { id: 1 }, data: { formula: req.body.formula, rows: req.body.rows } }); res.end() })',
      ),
      "src/read.js": reading(
        'const prisma = require("./db")\nconst find = (id) => prisma.sheet.findUnique({ where: { id } })',
        "eval(row.formula)\neval(row.rows)",
      ),
    },
  },
  {
    name: "TypeORM",
    files: {
      "src/model.ts":
        'import { Column, Entity } from "typeorm"\n@Entity()\nexport class Sheet {\n  @Column() formula: string\n  @Column() rows: number\n}',
      "src/write.ts": server(
        'import { getRepository } from "typeorm"\nimport { Sheet } from "./model"\nclass Sheets {\n  constructor(private sheets: Repository<Sheet>) {}\n  write(formula, rows) { return this.sheets.save({ formula, rows }) }\n}\nimport { Repository } from "typeorm"\nconst sheets = new Sheets(getRepository(Sheet))\napp.post("/sheet", async (req, res) => { await sheets.write(req.body.formula, req.body.rows); res.end() })',
      ),
      "src/read.ts": reading(
        'import { Repository } from "typeorm"\nimport { Sheet } from "./model"\nlet sheets: Repository<Sheet>\nconst find = (id) => sheets.findOneBy({ id })',
        "eval(row.formula)\neval(row.rows)",
      ),
    },
  },
]
const manifest = JSON.stringify({
  dependencies: { express: "^5.0.0", sequelize: "^6.0.0", mongoose: "^8.0.0", "@prisma/client": "^6.0.0", typeorm: "^0.3.0" },
})

test.each(stores)("what one handler keeps in a column of $name and another runs is told, with both ways", async ({ files }) => {
  const findings = await findingsOf("no-code-injection", { "package.json": manifest, ...(files as Record<string, string>) })
  expect(findings.map(({ title, confidence }) => ({ title, confidence }))).toEqual([
    { title: "req.body.formula is run as code by eval", confidence: "medium" },
  ])
  expect(findings[0]?.trace.map(({ what }) => what)).toContain("is kept in `Sheet.formula`")
  expect(findings[0]?.trace.map(({ what }) => what)).toContain("`Sheet.formula` is read from the database")
})

test.each(stores)("a column of $name that no handler writes is nobody's to choose", async ({ files }) => {
  const unwritten = Object.fromEntries(Object.entries(files as Record<string, string>).filter(([path]) => !path.includes("write")))
  expect(await findingsOf("no-code-injection", { "package.json": manifest, ...unwritten })).toEqual([])
})

test("a writer in a file the change does not reach is found as well", async () => {
  const { files } = stores[0] ?? { files: {} }
  const all = { "package.json": manifest, ...(files as Record<string, string>) }
  const base = aTree({ ...all, "src/read.js": 'module.exports = "nothing yet"\n' })
  const head = aTree(all)
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(findings.filter((each) => each.rule === "no-code-injection").map((each) => each.path)).toEqual(["src/read.js"])
})
