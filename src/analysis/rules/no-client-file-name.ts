import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { descendants, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"

export const noClientFileName = defineRule({
  kind: "source",
  id: "no-client-file-name",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "low",
  title: "An upload is kept under the name the client gave it",
  why: "Two uploads of the same name replace each other, and the client chooses the ending: a `.html` or `.svg` that is served from the same site runs scripts in it. A random name with an ending from a list does neither.",
  fix: "Keep the file under a name of your own, with an ending from a fixed list.",
  cwe: ["CWE-434"],
  needs: { path: "server", words: ["originalname"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/originalname/.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (!/^multer\.diskStorage$/.test(originOf(project, module, node.callee) ?? "")) continue
      const maker = propertyOf(node.arguments[0], "filename")
      if (!isFunction(maker)) continue
      const given = givenName(module, maker)
      if (!given) continue
      const code = module.textOf(given).replaceAll("`", "'").slice(0, 60)
      yield {
        at: given,
        title: `An upload is kept as \`${code}\``,
        message: `The sender of a file decides its ending and, where nothing is put in front, which earlier upload it replaces: \`${code}\` takes over the name as it came. Served from this site, a \`.html\` of that kind runs scripts in it.`,
        fix: "Call back with `randomUUID()` and an ending from a fixed list; keep the original name in the database.",
      }
    }
  },
})

/** What the file is called, when the ending of the client's name is left as it came and no type is looked at. */
function givenName(module: SourceModule, maker: Node): Node | null {
  const text = module.textOf(maker)
  if (/mimetype|includes\(|\.has\(|sanitize|slugify|replace\(/.test(text)) return null
  for (const node of descendants(maker)) {
    if (node.type !== "CallExpression" || node.arguments.length !== 2) continue
    const name = node.arguments[1]
    if (!name) continue
    for (const each of descendants(name)) if (each.type === "MemberExpression" && propertyName(each) === "originalname") return name
  }
  return null
}
