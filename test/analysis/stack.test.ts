import { expect, test } from "vitest"
import { createProject } from "../../src/analysis/source/project.ts"
import { detectStack } from "../../src/analysis/stack/detect-stack.ts"
import { technologySigns } from "../../src/analysis/stack/technologies.ts"
import { aTree } from "../support/analysis-input.ts"

function stackOf(files: Readonly<Record<string, string>>): string[] {
  return detectStack(createProject(aTree(files), new Map())).map((each) => `${each.technology} ${each.version} · ${each.evidence}`)
}

const manifest = (dependencies: Record<string, string>, more: object = {}) => JSON.stringify({ dependencies, ...more })

test.each([
  {
    name: "npm 3",
    files: {
      "package.json": manifest({ express: "^5.0.0" }),
      "package-lock.json": JSON.stringify({
        lockfileVersion: 3,
        packages: { "": { dependencies: { express: "^5.0.0" } }, "node_modules/express": { version: "5.1.0" } },
      }),
    },
  },
  {
    name: "npm 1",
    files: {
      "package.json": manifest({ express: "^5.0.0" }),
      "package-lock.json": JSON.stringify({ lockfileVersion: 1, dependencies: { express: { version: "5.1.0" } } }),
    },
  },
  {
    name: "yarn 1",
    files: {
      "package.json": manifest({ express: "^5.0.0" }),
      "yarn.lock": `# yarn lockfile v1\n\n"express@^5.0.0", express@5:\n  version "5.1.0"\n`,
    },
  },
  {
    name: "yarn berry",
    files: {
      "package.json": manifest({ express: "^5.0.0" }),
      "yarn.lock": `__metadata:\n  version: 8\n\n"express@npm:^5.0.0":\n  version: 5.1.0\n  resolution: "express@npm:5.1.0"\n`,
    },
  },
  {
    name: "pnpm 9",
    files: {
      "package.json": manifest({ express: "^5.0.0" }),
      "pnpm-lock.yaml": `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      express:\n        specifier: ^5.0.0\n        version: 5.1.0(supports-color@8.1.1)\n`,
    },
  },
])("reads the locked version from $name", ({ files }) => {
  expect(stackOf(files)).toContain("Express 5.1.0 · package.json: dependencies.express")
})

test("tells the runtime from .nvmrc, engines or the image, in this order", () => {
  expect(stackOf({ ".nvmrc": "v24.1.0\n", "package.json": manifest({}, { engines: { node: ">=22" } }) })).toEqual([
    "Node.js 24.1.0 · .nvmrc",
  ])
  expect(stackOf({ "package.json": manifest({}, { engines: { node: ">=22" } }) })).toEqual(["Node.js >=22 · package.json: engines.node"])
  expect(stackOf({ Dockerfile: "FROM node:22-slim\n" })).toEqual(["Node.js 22 · Dockerfile: FROM node:22-slim", "Docker null · Dockerfile"])
})

test("tells databases from Prisma, ORM settings and compose files", () => {
  expect(stackOf({ "prisma/schema.prisma": `datasource db {\n  provider = "mysql"\n}\n` })).toContain(
    "MySQL null · prisma/schema.prisma: datasource db",
  )
  expect(stackOf({ "src/data-source.ts": `export const source = new DataSource({ type: "postgres" })\n` })).toContain(
    "PostgreSQL null · src/data-source.ts: type postgres",
  )
  expect(stackOf({ "docker-compose.yml": "services:\n  cache:\n    image: docker.io/library/redis:7.4-alpine\n" })).toContain(
    "Redis 7.4 · docker-compose.yml: image redis:7.4-alpine",
  )
})

test("knows a technology by any package of its scope", () => {
  expect(stackOf({ "package.json": manifest({ "@aws-sdk/client-s3": "^3.0.0" }) })).toContain(
    "AWS SDK ^3.0.0 · package.json: dependencies.@aws-sdk/client-s3",
  )
})

test("finds nothing in an empty repository and survives broken files", () => {
  expect(stackOf({})).toEqual([])
  expect(stackOf({ "package.json": "{ not json", "yarn.lock": "{{{{", "tsconfig.json": "" })).toEqual([
    "Node.js null · package.json",
    "TypeScript null · tsconfig.json",
  ])
})

test("covers every technology the product names", () => {
  const named =
    "Express Fastify NestJS Koa Hapi MongoDB PostgreSQL MySQL Redis SQLite Mongoose Prisma TypeORM Sequelize Knex JWT OAuth2 Passport Auth0 Jest Mocha Supertest Chai PM2 Docker ESLint Prettier Nodemon Azure GraphQL OpenAPI TypeScript Hono Vitest Drizzle BullMQ Socket.IO".split(
      " ",
    )
  const known = technologySigns.map((sign) => sign.technology)
  expect(known).toEqual(expect.arrayContaining([...named, "AWS SDK", "Google Cloud"]))
})
