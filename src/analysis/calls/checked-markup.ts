import { summandsOf } from "../flow/text.ts"
import { bare, enclosingFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// How far above its use a check is looked for, in characters: functions of hostile code have no end.
const NEAR = 4_000

/**
 * Whether every value that a `+` puts into markup was looked at for its place by the function around it: refused for a `"` inside an
 * attribute in double quotes, or rid of `<` elsewhere. Other values, and texts made in another way, were not.
 */
export function isCheckedMarkup(module: SourceModule, argument: Node): boolean {
  const text = bare(argument)
  const around = enclosingFunction(argument)
  if (text.type !== "BinaryExpression" || around === null) return false
  const code = module.code.slice(Math.max(around.start, argument.start - NEAR), argument.start)
  let before = ""
  for (const part of summandsOf(text)) {
    if (typeof part === "string") {
      before += part
      continue
    }
    const value = bare(part)
    if (value.type !== "Identifier") return false
    const name = value.name.replaceAll("$", "\\$")
    const isAttribute = /="[^"<>]*$/.test(before)
    if (!(isAttribute ? refuses(name) : escapes(name)).test(code)) return false
    before += " "
  }
  return before !== ""
}

// `if (name.indexOf('"') >= 0) throw …`, `if (name.includes('"')) return …`
function refuses(name: string): RegExp {
  return new RegExp(
    `(?<![.\\w$])if\\s*\\(\\s*${name}\\.(?:indexOf\\(\\s*(?:'"'|\`"\`|"\\\\"")\\s*\\)\\s*(?:>=\\s*0|>\\s*-1|!==?\\s*-1)|includes\\(\\s*(?:'"'|\`"\`|"\\\\"")\\s*\\))\\s*\\)\\s*\\{?\\s*(?:throw|return|continue)\\b`,
  )
}

// `name = name.replace(/&/g, "&amp;").replace(/</g, "&lt;")`
function escapes(name: string): RegExp {
  return new RegExp(`(?<![.\\w$])${name}\\s*=\\s*[^\\n]{0,200}\\.replace(?:All)?\\(\\s*(?:/</g|'<'|"<")\\s*,\\s*["']&(?:lt|#60);["']`)
}
