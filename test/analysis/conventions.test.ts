import { expect, test } from "vitest"
import { conventionsOf } from "../../src/analysis/conventions/infer-conventions.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

const manifest = JSON.stringify({ name: "ledger", dependencies: { express: "^5.1.0" } })

function router(name: string, routes: readonly string[]): string {
  return `import express from "express"\nimport { validate } from "./validate.js"\nexport const ${name} = express.Router()\n${routes.join("\n")}\n`
}

function conventionsIn(files: Readonly<Record<string, string>>) {
  return conventionsOf(createProject(aTree({ "package.json": manifest, ...files }), new Map()))
}

test("tells how many siblings do it and shows two places from different files", () => {
  const found = conventionsIn({
    "src/orders.js": router("orders", [
      'orders.post("/orders", validate(order), (req, res) => res.json(save(req.body)))',
      'orders.put("/orders/:id", validate(order), (req, res) => res.json(save(req.body)))',
    ]),
    "src/users.js": router("users", [
      'users.post("/users", validate(user), (req, res) => res.json(save(req.body)))',
      'users.put("/users/:id", validate(user), (req, res) => res.json(save(req.body)))',
      'users.patch("/users/:id", (req, res) => res.json(save(req.body)))',
    ]),
  })

  expect(found.find((each) => each.kind === "validation")).toEqual({
    kind: "validation",
    statement: "Routes that take a body validate it (`validate`)",
    support: 4,
    of: 5,
    examples: [
      { path: "src/orders.js", line: 4, what: "POST /orders" },
      { path: "src/users.js", line: 4, what: "POST /users" },
    ],
  })
})

test.each([
  {
    name: "three siblings",
    routes: ["a", "b", "c"].map((each) => `api.post("/${each}", validate(${each}), (req, res) => save(req.body))`),
  },
  {
    name: "three of four that do it",
    routes: [
      ...["a", "b", "c"].map((each) => `api.post("/${each}", validate(${each}), (req, res) => save(req.body))`),
      'api.post("/d", (req, res) => save(req.body))',
    ],
  },
  {
    name: "routes that take no body",
    routes: ["a", "b", "c", "d"].map((each) => `api.post("/${each}/close", validate(${each}), (req, res) => res.end())`),
  },
])("does not call $name a custom", ({ routes }) => {
  const found = conventionsIn({
    "src/api.js": router(
      "api",
      routes.map((each) => each.replace("validate(", each.includes("close") ? "trace(" : "validate(")),
    ),
  })
  expect(found.map((each) => each.kind)).not.toContain("validation")
})

test("leaves comments out of what files do", () => {
  const logs = (name: string) => [`src/${name}.js`, `// console.log("old")\nlogger.info("${name}")\n`] as const
  const found = conventionsIn(Object.fromEntries(["a", "b", "c", "d"].map(logs)))
  expect(found.find((each) => each.kind === "logger")).toMatchObject({
    support: 4,
    of: 4,
    statement: "Files log with a logger and not with `console`",
  })
})

test("a class for a body is only a wish until a pipe asks for it", () => {
  const routes = ["a", "b", "c", "d", "e"].map((each) => `  @Post("${each}") ${each}(@Body() body: OrderDto) { return save(body) }`)
  const controller = `import { Body, Controller, Post } from "@nestjs/common"\nimport { OrderDto } from "./order.dto.js"\n@Controller("orders")\nexport class OrdersController {\n${routes.join("\n")}\n}\n`
  const files = {
    "package.json": JSON.stringify({ dependencies: { "@nestjs/common": "^11.0.0" } }),
    "src/orders.controller.ts": controller,
  }
  const isCustom = (all: ReturnType<typeof conventionsIn>) => all.some(({ kind }) => kind === "validation")
  expect(isCustom(conventionsIn(files))).toBe(false)
  const main = 'import { ValidationPipe } from "@nestjs/common"\napp.useGlobalPipes(new ValidationPipe())\n'
  expect(isCustom(conventionsIn({ ...files, "src/main.ts": main }))).toBe(true)
})
