import { RE2JS } from "re2js"
import { Refusal } from "./tool.ts"

/**
 * Takes a glob from the model (`**`, `*`, `?`, `[ab]`, `{a,b}`), returns whether a path fits it, in time that grows with the path alone. Without a
 * slash it is looked for in every folder. @throws Refusal for what is no glob.
 */
export function parseGlob(glob: string): (path: string) => boolean {
  const whole = glob.includes("/") ? glob.replace(/^\.?\/+/, "") : `**/${glob}`
  try {
    const pattern = RE2JS.compile(`^(?:${translate(whole)})$`)
    return (path) => pattern.test(path)
  } catch {
    throw new Refusal("this is no glob: use **, *, ?, [ab] and {a,b}")
  }
}

function translate(glob: string): string {
  let pattern = ""
  let open = 0
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at]!
    if (glob.startsWith("**/", at)) {
      pattern += "(?:.*/)?"
      at += 2
    } else if (glob.startsWith("**", at)) {
      pattern += ".*"
      at += 1
    } else if (character === "*") pattern += "[^/]*"
    else if (character === "?") pattern += "[^/]"
    else if (character === "{") {
      pattern += "(?:"
      open++
    } else if (character === "}" && open > 0) {
      pattern += ")"
      open--
    } else if (character === "," && open > 0) pattern += "|"
    else if (character === "[" && glob.indexOf("]", at + 2) > 0) {
      const end = glob.indexOf("]", at + 2)
      const inside = glob.slice(at + 1, end)
      pattern += `[${inside.replace(/^!/, "^").replace(/[\\[\]]/g, "\\$&")}]`
      at = end
    } else pattern += RE2JS.quote(character)
  }
  return pattern
}
