import { expect, test } from "vitest"
import { lostSafeguards } from "../../src/analysis/change/lost-safeguards.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

function lostBetween(base: Record<string, string>, head: Record<string, string>): string[] {
  const before = aTree(base)
  const after = aTree(head)
  return lostSafeguards(createProject(before, new Map()), createProject(after, new Map()), aDiff(before, after)).map(
    ({ kind, name, had }) => `${kind}: ${name} (${had})`,
  )
}

const limited = {
  "src/rates.js": `exports.rates = async (axios, address) => {
  const answer = await axios.get(address, { timeout: 5000 })
  return answer.data
}
`,
}

test("a time limit that goes is lost", () => {
  const head = { "src/rates.js": limited["src/rates.js"].replace(", { timeout: 5000 }", "") }
  expect(lostBetween(limited, head)).toEqual(["time limit: axios.get (timeout)"])
  const said = { "src/rates.js": `${head["src/rates.js"]}// no timeout is needed here\n` }
  expect(lostBetween(limited, said)).toEqual(["time limit: axios.get (timeout)"])
})

test.each([
  ["is set on the client instead", ", { timeout: 5000 }", "", "\nexports.client = (axios) => axios.create({ timeout: 3000 })\n"],
  ["comes with the settings now", "{ timeout: 5000 }", "requestOptions", ""],
  ["comes with what is spread", "{ timeout: 5000 }", "{ ...defaults }", ""],
  ["is a signal now", "timeout: 5000", "signal: AbortSignal.timeout(5000)", ""],
  ["stands on a call that is made twice now", ", { timeout: 5000 }", "), await axios.get(address.next", ""],
  ["was that of another function", "exports.rates", "exports.newest", ""],
])("a time limit that %s is not lost", (_, from, to, more) => {
  expect(lostBetween(limited, { "src/rates.js": limited["src/rates.js"].replace(from, to) + more })).toEqual([])
})

const waiting = {
  "src/store.js": `exports.keep = async (row) => { await write(row) }
async function write(row) { throw new Error(row) }
`,
  "src/orders.js": `const store = require("./store")
exports.close = async (order) => {
  await store.keep(order)
  return order
}
`,
}

test("an await that goes is lost where the function still gives a promise", () => {
  const head = { ...waiting, "src/orders.js": waiting["src/orders.js"].replace("await ", "") }
  expect(lostBetween(waiting, head)).toEqual(["await: store.keep (await)"])
})

test("an await that goes with what it waited for is not lost", () => {
  const head = {
    "src/store.js": "exports.keep = (row) => console.info(row)\n",
    "src/orders.js": waiting["src/orders.js"].replace("await ", ""),
  }
  expect(lostBetween(waiting, head)).toEqual([])
})

test.each([
  "return store.keep(order)",
  "void store.keep(order)",
  "await Promise.all([store.keep(order)])",
  "const kept = store.keep(order); await kept",
])("an await that has become `%s` is not lost", (now) => {
  const head = { ...waiting, "src/orders.js": waiting["src/orders.js"].replace("await store.keep(order)", now) }
  expect(lostBetween(waiting, head)).toEqual([])
})

test("a session that goes is lost where it is one of MongoDB, and not where it is a visitor's", () => {
  const asked = (open: string, session: string) => ({
    "src/visit.js": `exports.visit = async (context, page, transaction) => {\n  const session = ${open}\n  await context.enter(page, { page: 1${session} })\n}\n`,
  })
  expect(lostBetween(asked("await context.visitor()", ", session"), asked("await context.visitor()", ""))).toEqual([])
  expect(lostBetween(asked("await mongoose.startSession()", ", session"), asked("await mongoose.startSession()", ""))).toEqual([
    "transaction client: context.enter (session)",
  ])
})

test("a limit that goes from what is made for all is lost, and nothing else that stands outside of functions", () => {
  const made = (options: string, wait: string) => ({
    "src/client.ts": `export const client = axios.create({ baseURL${options} })\nexport class Prices {\n  private api = axios.create({ baseURL: other${options} })\n}\n${wait}start()\n`,
  })
  expect(lostBetween(made(", timeout: 5000", "await "), made("", ""))).toEqual([
    "time limit: axios.create (timeout)",
    "time limit: axios.create (timeout)",
  ])
})

test("an await that goes is meant where a comment right above says so, and what is logged is no order", () => {
  const head = { ...waiting, "src/orders.js": waiting["src/orders.js"].replace("  await ", "  // Run this in the background.\n  ") }
  expect(lostBetween(waiting, head)).toEqual([])
  const logged = (fields: string) => ({ "src/log.js": `exports.done = (logger, job) => {\n  logger.info("done", { ${fields} })\n}\n` })
  expect(lostBetween(logged("jobId: job.id, ms: 1"), logged("ms: 1"))).toEqual([])
})

test("a transaction that gets another name is still handed on", () => {
  const work = (name: string) => ({
    "src/work.ts": `export async function run(work: Work, trx?: Trx) {\n  const ${name} = trx ?? (await open())\n  await work(${name})\n}\n`,
  })
  expect(lostBetween(work("trx1Trx"), work("_trx"))).toEqual([])
  const sheet = (rows: string) => ({
    "src/sheet.ts": `export function sheet(customers: C, transactionsMap: M) {\n  return new Sheet(customers, ${rows})\n}\n`,
  })
  expect(lostBetween(sheet("transactionsMap"), sheet("rows"))).toEqual([])
  const kept = (parameter: string, client: string) => ({
    "src/work.ts": `export async function run(db: Db, row: Row, ${parameter}) {\n  // trx\n  await keep(row, ${client})\n}\n`,
  })
  expect(lostBetween(kept("trx?: Trx", "trx"), kept("opts?: Opts", "opts?.trx"))).toEqual([])
})

test.each([
  {
    kind: "row limit",
    before: "const rows = await keeper.findAll({ url }, { limit: 1 })",
    after: "const rows = await keeper.findAll({ url })",
    gone: "row limit: keeper.findAll (limit)",
  },
  {
    kind: "time limit",
    before: "const page = await Promise.race([open(url), new Promise((_, reject) => setTimeout(reject, 5000))])",
    after: "const page = await open(url)",
    gone: "time limit: open (Promise.race(…))",
  },
  {
    kind: "time limit",
    before: "const page = await withTimeout(open(url), 5000)",
    after: "const page = await open(url)",
    gone: "time limit: open (withTimeout)",
  },
  {
    kind: "time limit",
    before: "const client = new Client({ url, timeout: 5000 })",
    after: "const client = new Client({ url })",
    gone: "time limit: new Client (timeout)",
  },
  {
    kind: "lock",
    before: "await keeper.lock()\n  try {\n    await create(url)\n  } finally {\n    keeper.unlock()\n  }",
    after: "await create(url)",
    gone: "lock: create (keeper.lock)",
  },
  {
    kind: "concurrency limit",
    before: "const queue = new Queue({ concurrency: 10 })",
    after: "const queue = new Queue({})",
    gone: "concurrency limit: new Queue (concurrency)",
  },
  {
    kind: "concurrency limit",
    before: "const pages = await Promise.all(url.map((each) => limit(() => open(each))))",
    after: "const pages = await Promise.all(url.map((each) => open(each)))",
    gone: "concurrency limit: open (limit)",
  },
  {
    kind: "retry limit",
    before:
      "let tries = 0\n  while (tries++ < 10) {\n    try {\n      return await send(url)\n    } catch {\n      await pause(100)\n    }\n  }",
    after: "let tries = 0\n  while (true) {\n    try {\n      return await send(url)\n    } catch {\n      await pause(100)\n    }\n  }",
    gone: "retry limit: send (tries++<10)",
  },
  {
    kind: "release",
    before: "const page = await browser.newPage()\n  try {\n    await page.goto(url)\n  } finally {\n    await page.close()\n  }",
    after: "const page = await browser.newPage()\n  await page.goto(url)",
    gone: "release: page (page.close)",
  },
  {
    kind: "await",
    before: "try {\n    return await send(url)\n  } catch (error) {\n    log(error)\n    return null\n  }",
    after: "try {\n    return send(url)\n  } catch (error) {\n    log(error)\n    return null\n  }",
    gone: "await: send (await)",
  },
])("a $kind that goes is lost: $gone", ({ before, after, gone }) => {
  const visit = (body: string) => ({ "src/visit.js": `export async function visit(url, keeper, browser) {\n  ${body}\n}\n` })
  expect(lostBetween(visit(before), visit(after))).toEqual([gone])
})

test.each([
  {
    name: "another helper limits it",
    before: "const page = await withTimeout(open(url), 5000)",
    after: "const page = await raceWithDeadline(open(url), 5000)",
  },
  {
    name: "as many rows are read as were named",
    before: "const rows = await keeper.findAll({ url }, { limit: 1 })",
    after: "const rows = await keeper.findAll({ url: { $in: url } })",
  },
  {
    name: "the lock is taken another way",
    before: "await keeper.lock()\n  await create(url)\n  keeper.unlock()",
    after: "await keeper.runExclusive(() => create(url))",
  },
  {
    name: "what was opened is closed at the end",
    before: "const page = await browser.newPage()\n  try {\n    await page.goto(url)\n  } finally {\n    await page.close()\n  }",
    after: "const page = await browser.newPage()\n  await page.goto(url)\n  await page.close()",
  },
  {
    name: "what was opened is handed out",
    before: "const page = await browser.newPage()\n  try {\n    await page.goto(url)\n  } finally {\n    await page.close()\n  }",
    after: "const page = await browser.newPage()\n  await page.goto(url)\n  return page",
  },
  {
    name: "the catch only throws again",
    before: "try {\n    return await send(url)\n  } catch (error) {\n    throw error\n  }",
    after: "try {\n    return send(url)\n  } catch (error) {\n    throw error\n  }",
  },
])("nothing is lost when $name", ({ before, after }) => {
  const visit = (body: string) => ({ "src/visit.js": `export async function visit(url, keeper, browser) {\n  ${body}\n}\n` })
  expect(lostBetween(visit(before), visit(after))).toEqual([])
})

const caught = (call: string) => ({ "src/pipe.js": `exports.open = (hub, request, reply) => {\n  ${call}\n}\n` })

test("a catch that goes is lost, unless the call is given a callback that hears of the failure", () => {
  const base = caught(`hub.pipe("open", request).catch(reply)`)
  expect(lostBetween(base, caught(`hub.pipe("open", request)`))).toEqual(["catch: hub.pipe (.catch(…))"])
  expect(lostBetween(base, caught(`hub.pipe("open", request, (error, answer) => reply(error, answer))`))).toEqual([])
})

const listening = (body: string) => ({
  "src/queue.js": `exports.listen = (source, stock) => {
  source.on("order", async (order) => {
    ${body}
  })
}
`,
})

test("a try that goes from a listener is lost", () => {
  expect(
    lostBetween(listening("try { await stock.book(order) } catch (error) { report(error) }"), listening("await stock.book(order)")),
  ).toEqual(["try: stock.book (try)"])
})

test("a try that goes where somebody waits is not lost", () => {
  const inRoute = (body: string) => ({ "src/book.js": `exports.book = async (stock, order) => {\n  ${body}\n}\n` })
  expect(
    lostBetween(inRoute("try { await stock.book(order) } catch (error) { report(error) }"), inRoute("await stock.book(order)")),
  ).toEqual([])
})

const joined = {
  "src/stock.ts": `export async function move(db: Db, item: Item) {
  await db.transaction(async (trx) => {
    await trx.release(item)
    await trx("stock").update(item)
  })
}
`,
}
const apart = `export async function move(db: Db, item: Item) {
  await db.release(item)
  await db("stock").update(item)
}
`

test("a transaction that goes is lost", () => {
  expect(lostBetween(joined, { "src/stock.ts": apart })).toEqual([`transaction: db("stock").update (db.transaction)`])
})

test("a transaction that the caller opens now is not lost", () => {
  const head = {
    "src/stock.ts": apart,
    "src/orders.ts": "export const close = (db: Db, item: Item) => db.transaction((trx) => move(trx, item))\n",
  }
  expect(lostBetween(joined, head)).toEqual([])
})

test("an operation that is no longer given the transaction is lost, and what is told of one is not", () => {
  const base = {
    "src/groups.ts": `export async function add(db: Db, events: Events, row: Row, trx?: Trx) {
  const either = dbOrTx(db, trx)
  await either.insert(row)
  await events.emit(row, { transaction })
}
`,
  }
  const head = { "src/groups.ts": base["src/groups.ts"].replace("(db, trx)", "(db)").replace(", { transaction }", "") }
  expect(lostBetween(base, head)).toEqual(["transaction client: dbOrTx (trx)"])
})
