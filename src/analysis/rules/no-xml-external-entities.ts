import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"
import { objectOf, optionOf } from "../settings/read-options.ts"

const PARSERS =
  /^libxmljs2?(?:-mt)?\.(?:parse(?:Xml|XmlString|XmlAsync|Html|HtmlString|HtmlFragment)?|SaxParser|SaxPushParser|Document\.fromXml(?:Async)?)$|^libxml2-wasm\.XmlDocument\.from(?:String|Buffer)$/

const ENTITY_FLAG = /^XML_PARSE_(?:NOENT|DTDLOAD)$/

export const noXmlExternalEntities = defineRule({
  kind: "source",
  id: "no-xml-external-entities",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "The XML parser follows external entities",
  why: "A document can then name files and addresses whose contents the parser puts in: `file:///etc/passwd` comes back in the answer, internal services are called. Nested entities grow to gigabytes. Parsers leave this off unless asked.",
  fix: "Leave entity substitution and external DTDs switched off.",
  cwe: ["CWE-611", "CWE-776"],
  needs: { text: [/libxml|ENTITY/] },
  *check({ project, module }) {
    yield* homeMade(project, module)
    const isImported = module.imports.some(({ specifier }) => specifier.startsWith("libxml"))
    if (!isImported && !project.mentions(module.path, /["'`]libxml[\w-]*["'`]/)) return
    const judged: Node[] = []
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      if (!PARSERS.test(originOf(project, module, node.callee) ?? "")) continue
      const options = node.arguments.map((each) => objectOf(project, module, each)).find((each) => each !== null)
      const name = options && ["noent", "dtdload", "replaceEntities", "huge"].find((each) => isOn(optionOf(project, module, options, each)))
      const flags = node.arguments.find((each) => /XML_PARSE_(?:NOENT|DTDLOAD)/.test(module.textOf(each).slice(0, 200)))
      if (!name && !flags) continue
      if (flags) judged.push(flags)
      const call = module.textOf(node.callee)
      const isBomb = name === "huge"
      yield {
        at: node,
        ...(isBomb ? { severity: "medium" as const, confidence: "medium" as const } : {}),
        title: isBomb ? `\`${call}\` reads XML without limits` : `\`${call}\` puts external entities into the document`,
        message: isBomb
          ? `A small document with nested entities grows to gigabytes and takes the process down: \`huge: true\` lifts the limits of \`${call}\` that stop this.`
          : `Whoever sends the XML reads files of the server and calls addresses in its network: with \`${name ?? "XML_PARSE_NOENT"}\` \`${call}\` replaces \`<!ENTITY x SYSTEM "file:///etc/passwd">\` by what it finds there.`,
        fix: `Remove \`${name ?? "the flag"}\`; without it the parser leaves entities alone.`,
      }
    }
    // A parser that is loaded late, or runs in a context of its own, is not seen; what it is told is.
    for (const node of nodesOf(module.program, "MemberExpression")) {
      const flag = propertyName(node)
      if (!flag || !ENTITY_FLAG.test(flag) || !isGiven(node)) continue
      if (judged.some((each) => each.start <= node.start && node.end <= each.end)) continue
      judged.push(outermost(node))
      yield {
        at: node,
        confidence: "medium",
        title: `\`${flag}\` puts external entities into the document`,
        message: `Whoever sends the XML reads files of the server and calls addresses in its network: with \`${flag}\` the parser replaces \`<!ENTITY x SYSTEM "file:///etc/passwd">\` by what it finds there.`,
        fix: "Remove the flag; without it the parser leaves entities alone.",
      }
    }
  },
})

const READS =
  /^(?:fs(?:\/promises|\.promises)?|fs-extra|graceful-fs)\.(?:readFile(?:Sync)?|createReadStream)$|^globalThis\.fetch$|^https?\.(?:get|request)$|^(?:axios|got|node-fetch|undici|needle|superagent|request)(?:\.\w+)?$/
// As many declarations of entities as a file reads in its own way.
const MAX_PATTERNS = 10

/** What reads `<!ENTITY name SYSTEM "…">` by a pattern of its own, for a parser that does not, and fetches what it names. */
function* homeMade(project: Project, module: SourceModule): Generator<Draft> {
  if (isTestPath(module.path) || !/ENTITY/.test(module.text)) return
  const spoken = new Set<Node>()
  let count = 0
  for (const pattern of nodesOf(module.program, "Literal")) {
    if (!("regex" in pattern) || !pattern.regex || !/ENTITY[^]*(?:SYSTEM|PUBLIC)/i.test(pattern.regex.pattern.slice(0, 1_000))) continue
    if (++count > MAX_PATTERNS) return
    for (const around of functionsWith(module, pattern)) {
      for (const call of nodesOf(module.program, "CallExpression")) {
        const [first] = call.arguments
        if (call.start < around.start || around.end < call.end || spoken.has(call) || !first || stringOf(first) !== null) continue
        if (!READS.test(originOf(project, module, call.callee) ?? "")) continue
        spoken.add(call)
        const code = module.textOf(call.callee)
        yield {
          at: call,
          confidence: "medium",
          title: `\`${code}\` reads what an entity of the document names`,
          message: `Whoever writes the document reads files of whoever parses it: for \`<!ENTITY x SYSTEM "/etc/passwd">\` \`${code}\` reads that file, and \`&x;\` puts it into the result.`,
          fix: "Leave external entities out: declare those with a value of their own only.",
        }
      }
    }
  }
}

/** The functions in which a pattern is used: around it, or around the name it is given. */
function functionsWith(module: SourceModule, pattern: Node): readonly Node[] {
  const around = enclosingFunction(pattern)
  if (around) return [around]
  const declaration = pattern.parent
  if (declaration?.type !== "VariableDeclarator" || declaration.id.type !== "Identifier") return []
  const binding = module.bindings.resolve(declaration.id)
  return binding ? usesOf(module, binding, module.program).flatMap((use) => enclosingFunction(use) ?? []) : []
}

/** Whether a flag is switched on here, not asked about, `options & XML_PARSE_NOENT`, or taken away. */
function isGiven(node: Node): boolean {
  const { parent } = node
  if (parent?.type === "BinaryExpression") return parent.operator === "|"
  return parent?.type === "VariableDeclarator" || parent?.type === "Property" || parent?.type === "AssignmentExpression"
}

function outermost(node: Node): Node {
  let outer = node
  while (outer.parent?.type === "BinaryExpression") outer = outer.parent
  return outer
}

function isOn(value: Node | null | undefined): boolean {
  return value?.type === "Literal" && value.value === true
}
