import { isServerPath } from "../calls/server-path.ts"
import { headerWrittenBy } from "../calls/written-headers.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { unsafeSettings } from "../settings/find-settings.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"
import { literalOf, objectOf, optionOf } from "../settings/read-options.ts"
import type { ObjectNode } from "../settings/read-options.ts"
import { isProse } from "../classify.ts"

interface Header {
  /** The option of Helmet, with its newer name. */
  readonly options: readonly string[]
  readonly header: string
  readonly consequence: string
  readonly severity: "medium" | "low"
}

const HEADERS: readonly Header[] = [
  {
    options: ["contentSecurityPolicy"],
    header: "Content-Security-Policy",
    consequence: "One injected script runs unhindered in the pages of this service",
    severity: "low",
  },
  {
    options: ["frameguard", "xFrameOptions"],
    header: "X-Frame-Options",
    consequence: "Other sites frame the pages and have visitors click what they do not see",
    severity: "medium",
  },
  {
    options: ["hsts", "strictTransportSecurity"],
    header: "Strict-Transport-Security",
    consequence: "Browsers go on trying plain HTTP first, where whoever is on the same network answers in place of this service",
    severity: "low",
  },
  {
    options: ["noSniff", "xContentTypeOptions"],
    header: "X-Content-Type-Options",
    consequence: "Browsers guess what a file is, and run an uploaded text as a script or a page",
    severity: "medium",
  },
]

const HELMETS = /^(?:helmet|koa-helmet|@fastify\/helmet)(?:\.default|\.helmet)?$/

export const noDisabledProtection = defineRule({
  kind: "source",
  id: "no-disabled-protection",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "medium",
  title: "A protection that is on by default is switched off",
  why: "Defaults of these libraries were chosen after attacks that worked. An option that takes one away mostly stays from an afternoon of debugging, for every route and every visitor.",
  fix: "Remove the option, or loosen it only where it is in the way.",
  cwe: ["CWE-693", "CWE-1021", "CWE-444", "CWE-89"],
  needs: { path: "server", settings: "protection", text: [/helmet|x-frame-options/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    yield* unsafeSettings(project, module, "protection")
    if (!/helmet|x-frame-options/i.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      yield* switchedOff(project, module, node)
      yield* removed(module, node)
    }
    for (const node of nodesOf(module.program, "CallExpression", "Property", "AssignmentExpression", "ObjectExpression"))
      yield* unknownToBrowsers(project, module, node)
  },
})

// `helmet({ frameguard: false })`, `fastify.register(helmet, { … })`
function* switchedOff(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Generator<Draft> {
  const [first, second] = call.arguments
  const isRegistered = call.callee.type === "MemberExpression" && propertyName(call.callee) === "register" && first !== undefined
  const plugin = originOf(project, module, isRegistered ? first : call.callee) ?? ""
  if (!HELMETS.test(plugin)) return
  const options = objectOf(project, module, isRegistered ? second : first)
  for (const { options: names, header, consequence, severity } of HEADERS) {
    const value = names.map((name) => propertyOf(options, name)).find((each) => each !== null)
    if (!value || literalOf(project, module, value) !== false || onlyInDevelopment(module, value) || isSetElsewhere(project, header, names))
      continue
    if (header === "X-Frame-Options" && options && namesFramers(project, module, options)) continue
    const property = value.parent ?? value
    const code = module.textOf(property)
    yield {
      at: property,
      severity,
      ...(header === "X-Content-Type-Options" || rendersPages(project) ? {} : { confidence: "low" as const }),
      title: `\`${header}\` is switched off`,
      message: `${consequence}: \`${code}\` has Helmet leave out \`${header}\`, and nothing else in the repository sets it.`,
      fix:
        header === "Content-Security-Policy"
          ? "Keep the policy on and name what the pages load: `contentSecurityPolicy: { directives: { … } }`."
          : "Remove the option.",
      key: `helmet ${header}`,
    }
  }
}

// Where the policy says who may frame the pages, browsers no longer ask for the older header.
function namesFramers(project: Project, module: SourceModule, options: ObjectNode): boolean {
  const named = optionOf(project, module, options, "contentSecurityPolicy.directives.frameAncestors")
  const other = named ?? optionOf(project, module, options, "contentSecurityPolicy.directives.frame-ancestors")
  return other ? !/["'`](?:https?:|\*)["'`\s]/.test(module.textOf(other).slice(0, 2_000)) : false
}

// An API that sends nothing but JSON and files has no page to protect.
function rendersPages(project: Project): boolean {
  return project.once("renders pages", () =>
    project.sourcePaths.some(
      (path) =>
        isServerPath(path) && project.codeMentions(path, /view engine|\.render\(|\.sendFile\([^\n]*\.html\b|express\.static|text\/html/),
    ),
  )
}

// A value that browsers do not know sets nothing. The header may be set by hand, by its own middleware of Helmet, or by the proxy whose configuration lies in the repository.
function isSetElsewhere(project: Project, header: string, names: readonly string[]): boolean {
  const pattern = new RegExp(
    `(?<!emove\\(|emoveHeader\\()["'\`]${header}["'\`](?!\\s*[,:]\\s*(?:value:\\s*)?["'\`](?:allow|none))|helmet\\.(?:${names.join("|")})\\(|add_header\\s+${header}`,
    "i",
  )
  return project.once(`sets ${header}`, () =>
    [...project.tree.files.keys()].some((path) => !isProse(path) && project.codeMentions(path, pattern)),
  )
}

// `res.removeHeader("X-Frame-Options")`
function* removed(module: SourceModule, call: Node & { type: "CallExpression" }): Generator<Draft> {
  const method = call.callee.type === "MemberExpression" ? (propertyName(call.callee) ?? "") : ""
  if (!/^(?:removeHeader|remove)$/.test(method) || stringOf(call.arguments[0])?.toLowerCase() !== "x-frame-options") return
  if (!onlyInDevelopment(module, call)) yield framed(module, call)
}

// The two values that browsers know; `ALLOW-FROM` was one of few browsers, and of none today.
const KNOWN_TO_BROWSERS = /^\s*(?:deny|sameorigin)(?:\s*[,;].*)?$/i

// `res.setHeader("X-Frame-Options", "ALLOWALL")`, `{ "X-Frame-Options": "ALLOW-FROM https://…" }`
function* unknownToBrowsers(project: Project, module: SourceModule, node: Node): Generator<Draft> {
  const header = headerWrittenBy(node)
  if (header?.name !== "x-frame-options") return
  const value = stringOf(header.value) ?? stringOf(definitionOf(project, module, header.value)?.node)
  // Where the policy says who may frame the pages, this header is not asked.
  if (value === null || KNOWN_TO_BROWSERS.test(value) || /frame-?ancestors/i.test(module.code) || onlyInDevelopment(module, node)) return
  if (!/^allow-from/i.test(value)) yield framed(module, header.at)
  else if (!saysWhoFrames(project))
    yield {
      at: header.at,
      severity: "low",
      title: "No browser knows `ALLOW-FROM` any more",
      message:
        "Other sites frame the pages and have visitors click what they do not see: browsers ignore an `X-Frame-Options` other than `DENY` and `SAMEORIGIN`, and nothing in the repository sets `frame-ancestors`.",
      fix: "Say it in the policy, `Content-Security-Policy: frame-ancestors 'self' https://partner.example.com`.",
    }
}

function saysWhoFrames(project: Project): boolean {
  return project.once("says who may frame", () =>
    [...project.tree.files.keys()].some((path) => !isProse(path) && project.codeMentions(path, /frame-?ancestors/i)),
  )
}

function framed(module: SourceModule, at: Node): Draft {
  return {
    at,
    title: "Every site may frame the pages",
    message: `Other sites frame the pages and have visitors click what they do not see: \`${module.textOf(at).replace(/\s+/g, " ").slice(0, 60).replaceAll("`", "'")}\` takes away what keeps browsers from it.`,
    fix: "Name the sites that may frame the page: `Content-Security-Policy: frame-ancestors 'self' https://partner.example.com`.",
  }
}
