import { defineRule } from "../rule.ts"
import { nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
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
  needs: { text: [/libxml/] },
  *check({ project, module }) {
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
