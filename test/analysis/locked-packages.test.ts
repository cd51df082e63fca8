import { expect, test } from "vitest"
import { hasLockfile } from "../../src/analysis/source/lockfile.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"
import { lockedPackagesOf } from "../../src/analysis/source/locked-packages.ts"

const express = { name: "express", version: "4.20.0", needs: ["qs", "@scope/log"] }
const nothingTold = { license: null, runsScript: null, isDevelopment: null }

test("reads what npm locks, with scripts, licences and aliases", () => {
  const text = JSON.stringify(
    {
      packages: {
        "": { dependencies: { express: "^4" } },
        "packages/own": { version: "1.0.0" },
        "node_modules/own": { link: true, resolved: "packages/own" },
        "node_modules/express": {
          version: "4.20.0",
          license: "MIT",
          dependencies: { qs: "6" },
          optionalDependencies: { "@scope/log": "1" },
        },
        "node_modules/express/node_modules/qs": { version: "6.0.0", hasInstallScript: true, dev: true },
        "node_modules/other": { name: "real", version: "2.0.0" },
      },
    },
    null,
    2,
  )
  expect(lockedPackagesOf("package-lock.json", text)).toMatchObject([
    { ...express, license: "MIT", runsScript: false, isDevelopment: false, line: 15 },
    { name: "qs", version: "6.0.0", runsScript: true, isDevelopment: true },
    { name: "real", version: "2.0.0" },
  ])
})

test("reads what both formats of Yarn lock", () => {
  const classic = `# yarn lockfile v1


"@scope/log@^1.0.0", "@scope/log@~1.0.0":
  version "1.0.2"
  resolved "https://registry.test/log.tgz"

express@^4.19.2:
  version "4.20.0"
  dependencies:
    qs "6"
    "@scope/log" "^1.0.0"
  bin:
    express "./bin"
`
  const berry = `__metadata:
  version: 8

"@scope/log@npm:^1.0.0, @scope/log@npm:~1.0.0":
  version: 1.0.2
  resolution: "@scope/log@npm:1.0.2"

"express@npm:^4.19.2":
  version: 4.20.0
  dependencies:
    qs: "npm:6"
    "@scope/log": "npm:^1.0.0"
  languageName: node

"shop@workspace:.":
  version: 0.0.0-use.local
`
  const expected = (line: number) => [
    { name: "@scope/log", version: "1.0.2", needs: [], line: 4, ...nothingTold },
    { ...express, line, ...nothingTold },
  ]
  expect(lockedPackagesOf("yarn.lock", classic)).toEqual(expected(8))
  expect(lockedPackagesOf("yarn.lock", berry)).toEqual(expected(8))
})

test("reads what the formats of pnpm lock", () => {
  const ninth = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      express:
        specifier: ^4.19.2
        version: 4.20.0

packages:

  '@scope/log@1.0.2':
    resolution: {integrity: sha512-a}

  express@4.20.0:
    resolution: {integrity: sha512-b}
    engines: {node: '>= 0.10.0'}

snapshots:

  '@scope/log@1.0.2': {}

  express@4.20.0(supports-color@8.0.0):
    dependencies:
      qs: 6.0.0
      '@scope/log': 1.0.2
`
  const sixth = `lockfileVersion: '6.0'

packages:

  /@scope/log@1.0.2:
    resolution: {integrity: sha512-a}
    requiresBuild: true
    dev: true

  /express@4.20.0(supports-color@8.0.0):
    resolution: {integrity: sha512-b}
    dependencies:
      qs: 6.0.0
      '@scope/log': 1.0.2
    dev: false
`
  const log = { name: "@scope/log", version: "1.0.2", needs: [] }
  expect(lockedPackagesOf("pnpm-lock.yaml", ninth)).toEqual([
    { ...log, line: 13, ...nothingTold },
    { ...express, line: 16, ...nothingTold },
  ])
  expect(lockedPackagesOf("pnpm-lock.yaml", sixth)).toEqual([
    { ...log, line: 5, license: null, runsScript: true, isDevelopment: true },
    { ...express, line: 10, license: null, runsScript: false, isDevelopment: false },
  ])
  expect(lockedPackagesOf("pnpm-lock.yaml", "lockfileVersion: 5.4\n\npackages:\n\n  /express/4.20.0:\n    dev: false\n")).toMatchObject([
    { name: "express", version: "4.20.0" },
  ])
})

test("takes what pnpm says of packages for another platform for a guess", () => {
  const text =
    "lockfileVersion: '6.0'\n\npackages:\n\n  /@esbuild/android-arm64@0.16.9:\n    resolution: {integrity: sha512-a}\n    cpu: [arm64]\n    os: [android]\n    requiresBuild: true\n    dev: true\n    optional: true\n"
  expect(lockedPackagesOf("pnpm-lock.yaml", text)).toMatchObject([{ name: "@esbuild/android-arm64", runsScript: null }])
})

test("reads nothing from what is no lockfile, in no time", () => {
  for (const text of ["", "{", "[]", "\u0000", ":".repeat(100_000), "  :\n".repeat(100_000), '{"packages": {"node_modules/x": 1}}'])
    for (const path of ["package-lock.json", "yarn.lock", "pnpm-lock.yaml"]) expect(lockedPackagesOf(path, text)).toEqual([])
})

test("reads what pnpm took from another registry", () => {
  const text = `lockfileVersion: '6.0'

packages:

  registry.example.com/@nestjs/core@10.2.8(rxjs@7.8.1):
    resolution: {integrity: sha512-a, registry: https://registry.example.com/}
    requiresBuild: true

  registry.example.com/lodash.merge/4.6.2:
    resolution: {integrity: sha512-b}

  /lodash.merge/4.6.1:
    resolution: {integrity: sha512-c}
`
  expect(lockedPackagesOf("pnpm-lock.yaml", text).map(({ name, version }) => `${name} ${version}`)).toEqual([
    "@nestjs/core 10.2.8",
    "lodash.merge 4.6.2",
    "lodash.merge 4.6.1",
  ])
})

test("reads what Bun locks", () => {
  const text = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "shop", "dependencies": { "express": "^4.19.2", }, },
  },
  "packages": {
    "express": ["express@4.20.0", "", { "dependencies": { "qs": "6", "@scope/log": "1" } }, "sha512-a"],

    "@shop/api": ["@shop/api@workspace:packages/api"],

    "@scope/log": ["@scope/log@1.0.2", "", {}, "sha512-b"],
  }
}
`
  expect(lockedPackagesOf("bun.lock", text)).toEqual([
    { ...express, ...nothingTold, line: 7 },
    { name: "@scope/log", version: "1.0.2", needs: [], ...nothingTold, line: 11 },
  ])
  expect(lockedPackagesOf("bun.lock", "{")).toEqual([])
})

test.each(["bun.lockb", "deno.lock", "package-lock.json"])("a lockfile that cannot be read, %s, is one all the same", (name) => {
  const tree = aTree({ "packages/api/package.json": "{}" })
  const entries = new Map([...tree.entries, [name, { path: name, mode: "100644", id: "f".repeat(40) }]])
  expect(hasLockfile(createProject(tree, new Map()), "packages/api/package.json")).toBe(false)
  expect(hasLockfile(createProject({ ...tree, entries }, new Map()), "packages/api/package.json")).toBe(true)
})
