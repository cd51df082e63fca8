import { expect, test } from "vitest"
import { importing, misjudged } from "./matrix/cell.ts"
import type { Cell, Sink } from "./matrix/cell.ts"
import { checks } from "./matrix/checks.ts"
import { entries } from "./matrix/entries.ts"
import type { Entry } from "./matrix/entries.ts"
import { sinkNamed, sinks } from "./matrix/sinks.ts"
import { endings, ways } from "./matrix/ways.ts"
import type { Way } from "./matrix/ways.ts"

type Part = Pick<Sink, "name" | "rule" | "packages" | "imports" | "setup" | "use" | "safe">

function cellOf(entry: Entry, part: Part, body: string, rule: string | null, what: string): Cell {
  const text = [
    importing([...(entry.imports ?? []), ...(part.imports ?? [])], entry.style),
    entry.setup ?? "",
    part.setup ?? "",
    entry.wrap(body),
  ].join("\n")
  return {
    name: `${entry.name} × ${part.name} × ${what}`,
    packages: { ...entry.packages, ...part.packages },
    files: { [entry.file ?? (entry.style === "esm" ? "server.mjs" : "server.js")]: text },
    rule,
  }
}

function cellsOf(entry: Entry, part: Part, data: string): Cell[] {
  return [
    cellOf(entry, part, part.use(data), part.rule, data),
    ...part.safe.map((safe, index) => cellOf(entry, part, safe(data), null, `${data} made safe (${index + 1})`)),
  ]
}

const few = ["exec", "pg Pool", "readFile"].map(sinkNamed)

test.each(entries.map((entry) => ({ name: entry.name, entry })))("$name leads to what is dangerous", async ({ entry }) => {
  const [first = ""] = entry.data
  const cells = [
    ...entry.data.flatMap((data) => cellsOf(entry, sinkNamed("exec"), data)),
    ...few.slice(1).flatMap((sink) => cellsOf(entry, sink, first)),
    ...(entry.answers ?? []).flatMap((answer) => cellsOf(entry, answer, first)),
    ...(entry.shapes ?? []).flatMap((data) => cellsOf(entry, sinkNamed("mongodb filter"), data)),
  ]
  expect(await misjudged(cells)).toEqual([])
})

const hosts = ["Express app", "Express imported Router", "Koa use"].map((name) => entries.find((each) => each.name === name) as Entry)

test.each(sinks.map((sink) => ({ name: sink.name, sink })))("$name is dangerous in every framework", async ({ sink }) => {
  const cells = hosts.flatMap((entry) => {
    const [data = ""] = (sink.takesShape ? entry.shapes : entry.data) ?? []
    return cellsOf(entry, sink, data)
  })
  expect(await misjudged(cells)).toEqual([])
})

const guarded: Readonly<Record<string, Part>> = {
  read: { ...sinkNamed("readFile"), use: (file) => `fs.readFile(${file}, () => {})` },
  axios: sinkNamed("axios"),
  exec: sinkNamed("exec"),
  ...Object.fromEntries((hosts[0]?.answers ?? []).map((answer) => [answer.name, answer])),
}

test("checks and replacements count for what they do", async () => {
  const cells = checks.map(({ name, sink, data, before, value, protects }) => {
    const part = guarded[sink] as Part
    const entry = hosts[0] as Entry
    const [first, second] = [before, part.use(value)].map((each) => each.replaceAll("DATA", data))
    return cellOf(entry, part, `${first} ${second}`, protects ? null : part.rule, name)
  })
  expect(await misjudged(cells)).toEqual([])
})

function cellOfWay(way: Way, rule: string | null): Cell {
  const style = way.esm ? "esm" : "commonjs"
  const filled = (text: string) =>
    text.replaceAll("IMPORT", importing([["child", "child_process"]], style)).replaceAll("USE(", "child.exec(")
  const server = [
    importing(
      [
        ["express", "express"],
        ["child", "child_process"],
      ],
      style,
    ),
    "const app = express()",
    filled(way.above ?? ""),
    `app.post("/:b", async (req, res) => { ${filled(way.body)} })`,
  ].join("\n")
  const others = Object.entries(way.files ?? {}).map(([name, text]) => [name, filled(text)] as const)
  return {
    name: way.name,
    packages: { express: "4.19.2", zod: "3.22.0" },
    files: { "server.js": server, ...Object.fromEntries(others) },
    rule,
  }
}

test("request data are followed on every way", async () => {
  expect(await misjudged(ways.map((way) => cellOfWay(way, "no-command-injection")))).toEqual([])
})

test("what is left of request data on some ways does no harm", async () => {
  expect(await misjudged(endings.map((way) => cellOfWay(way, null)))).toEqual([])
})
