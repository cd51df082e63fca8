import { expect, test } from "vitest"
import { classifyPath } from "../../src/analysis/classify.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

/** Resolves each import of one file in a tree whose files hold nothing unless told. */
function resolved(from: string, paths: readonly string[], texts: Readonly<Record<string, unknown>>, specifiers: readonly string[]) {
  const files = Object.fromEntries([from, ...paths].map((path) => [path, ""]))
  for (const [path, value] of Object.entries(texts)) files[path] = typeof value === "string" ? value : JSON.stringify(value)
  const project = createProject(aTree(files), new Map())
  return Object.fromEntries(specifiers.map((each) => [each, project.resolve(from, each)]))
}

test("finds files, folders, output names and files without an extension", () => {
  const paths = [
    "src/b.ts",
    "src/c/index.ts",
    "src/d.service.ts",
    "src/e.js",
    "src/e.ts",
    "bin/www",
    "lib/start.js",
    "data.json",
    "src/v.mts",
  ]
  const specifiers = [
    "./b",
    "./b.js",
    "./c",
    "./c/",
    ".",
    "./d.service",
    "./e.js",
    "../bin/www",
    "../lib",
    "../data",
    "./v.mjs",
    "./b?raw",
    "./no",
    "../../x",
    "fs",
  ]
  expect(resolved("src/a.ts", paths, { "lib/package.json": { main: "./start" } }, specifiers)).toEqual({
    "./b": "src/b.ts",
    "./b.js": "src/b.ts",
    "./c": "src/c/index.ts",
    "./c/": "src/c/index.ts",
    ".": null,
    "./d.service": "src/d.service.ts",
    "./e.js": "src/e.ts",
    "../bin/www": "bin/www",
    "../lib": "lib/start.js",
    "../data": "data.json",
    "./v.mjs": "src/v.mts",
    "./b?raw": "src/b.ts",
    "./no": null,
    "../../x": null,
    fs: null,
  })
  expect(resolved("src/a.js", paths, {}, ["./e.js"])).toEqual({ "./e.js": "src/e.js" })
})

test("follows compiler aliases through what a configuration extends, cuts cycles and stays in the tree", () => {
  const texts = {
    "package.json": { workspaces: ["packages/*"] },
    "packages/config/package.json": { name: "@acme/config" },
    "packages/config/base.json": { extends: "./loop.json", compilerOptions: { paths: { "~/*": ["${configDir}/src/*"] } } },
    "packages/config/loop.json": { extends: "./base.json" },
    "packages/api/package.json": { name: "@acme/api" },
    "packages/api/tsconfig.json": `{ // comment\n "extends": ["@acme/config/base.json", "../../../outside.json"], "compilerOptions": { "baseUrl": "." } }`,
    "packages/web/tsconfig.json": {
      compilerOptions: { baseUrl: "./src", paths: { "@db": ["db/index.ts"], "@*/x": ["one/*"], "@deep/*": ["two/*"] } },
    },
  }
  const paths = [
    "packages/api/src/db.ts",
    "packages/api/lib/log.ts",
    "packages/web/src/db/index.ts",
    "packages/web/src/two/x.ts",
    "packages/web/src/one/other.ts",
  ]
  expect(resolved("packages/api/src/a.ts", paths, texts, ["~/db", "src/db", "lib/log", "@db"])).toEqual({
    "~/db": "packages/api/src/db.ts",
    "src/db": "packages/api/src/db.ts",
    "lib/log": "packages/api/lib/log.ts",
    "@db": null,
  })
  expect(resolved("packages/web/src/a.ts", paths, texts, ["@db", "@deep/x", "@other/x", "db"])).toEqual({
    "@db": "packages/web/src/db/index.ts",
    "@deep/x": "packages/web/src/two/x.ts",
    "@other/x": "packages/web/src/one/other.ts",
    db: "packages/web/src/db/index.ts",
  })
})

test("follows the aliases of module-alias and Babel", () => {
  const texts = {
    "package.json": { _moduleAliases: { "@root": ".", "@lib": "source/lib" } },
    ".babelrc": { plugins: [["module-resolver", { root: ["./source"], alias: { "#models": "./source/models" } }]] },
  }
  expect(
    resolved("source/a.js", ["source/lib/x.js", "source/models/user.js"], texts, ["@root/source/lib/x", "@lib/x", "lib/x", "#models/user"]),
  ).toEqual({
    "@root/source/lib/x": "source/lib/x.js",
    "@lib/x": "source/lib/x.js",
    "lib/x": "source/lib/x.js",
    "#models/user": "source/models/user.js",
  })
})

test("leads the name of a package of the repository to the source its output is built from", () => {
  const texts = {
    "pnpm-workspace.yaml": `packages:\n  - "packages/*" # all\n  - '!packages/old'\nshamefullyHoist: true\n`,
    "packages/main/package.json": { name: "main", main: "dist/index.js", types: "dist/index.d.ts" },
    "packages/table/package.json": {
      name: "@acme/table",
      exports: {
        ".": { types: "./dist/types/index.d.ts", import: "./dist/esm/index.mjs", require: "./dist/cjs/index.cjs" },
        "./utils": "./dist/utils/index.js",
        "./deep/*": { default: "./dist/deep/*.js" },
      },
    },
    "packages/plain/package.json": { name: "plain" },
    "packages/old/package.json": { name: "old" },
    "fixtures/express/package.json": { name: "express", main: "index.js" },
    "apps/linked/package.json": { name: "linked" },
    "packages/self/package.json": { name: "self", dependencies: { linked: "link:../../apps/linked" } },
  }
  const paths = [
    "packages/main/src/index.ts",
    "packages/table/src/index.ts",
    "packages/table/src/utils/index.ts",
    "packages/table/src/deep/log.ts",
    "packages/plain/index.js",
    "packages/plain/lib/x.js",
    "packages/old/index.js",
    "packages/self/src/index.ts",
    "apps/linked/src/index.ts",
    "fixtures/express/index.js",
  ]
  const specifiers = [
    "main",
    "@acme/table",
    "@acme/table/utils",
    "@acme/table/deep/log",
    "plain",
    "plain/lib/x",
    "old",
    "express",
    "self",
    "linked",
  ]
  expect(resolved("packages/self/src/a.ts", paths, texts, specifiers)).toEqual({
    main: "packages/main/src/index.ts",
    "@acme/table": "packages/table/src/index.ts",
    "@acme/table/utils": "packages/table/src/utils/index.ts",
    "@acme/table/deep/log": "packages/table/src/deep/log.ts",
    plain: "packages/plain/index.js",
    "plain/lib/x": "packages/plain/lib/x.js",
    old: null,
    express: null,
    self: "packages/self/src/index.ts",
    linked: "apps/linked/src/index.ts",
  })
})

test("follows the internal imports of a package", () => {
  const texts = {
    "package.json": {
      name: "x",
      imports: { "#db": { types: "./types/db.d.ts", default: "./dist/db.js" }, "#lib/*.js": "./src/lib/*.js", "#dep": "pg" },
    },
  }
  expect(resolved("src/a.ts", ["src/db.ts", "src/lib/log.ts"], texts, ["#db", "#lib/log.js", "#dep", "#none"])).toEqual({
    "#db": "src/db.ts",
    "#lib/log.js": "src/lib/log.ts",
    "#dep": null,
    "#none": null,
  })
})

test("asks for the files the resolver reads", () => {
  for (const path of ["pnpm-workspace.yaml", "tsconfig.base.json", "package.json", "packages/a/jsconfig.json"])
    expect(classifyPath(path), path).toMatch(/configuration|manifest/)
})
