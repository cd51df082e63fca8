import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import { ancestors, isFunction, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// What a sender may have such a program do.
const HARM: readonly (readonly [program: RegExp, option: string, harm: string])[] = [
  [/(?:^|\/)git$|^simple/, "--upload-pack=…", "`git` starts the program that is named there"],
  [/(?:^|\/)(?:bsd)?tar$/, "--checkpoint-action=exec=…", "`tar` starts the program that is named there"],
  [/(?:^|\/)(?:ssh|scp|sftp)$/, "-oProxyCommand=…", "the program that is named there is started"],
  [/(?:^|\/)rsync$/, "-e…", "`rsync` starts the program that is named there"],
  [/(?:^|\/)find$/, "-exec …", "`find` starts the program that is named there"],
  [/(?:^|\/)curl$/, "-o…", "`curl` writes what it fetches over any file of the service"],
  [/(?:^|\/)wget$/, "--post-file=…", "`wget` sends any file of the service away"],
]

// A list of arguments, by its name. Whoever writes one for a function that starts a program chooses the options in it.
const IS_LIST = /(?:args|argv|flags)$/i

export const noArgumentInjection = defineRule({
  kind: "flow",
  sink: "argument",
  id: "no-argument-injection",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data can be an option of a program",
  why: "A program that is started without a shell still reads what begins with `-` as an option, and many have one that runs something or writes a file. Behind `--`, or behind a text of ours, a value stays a value.",
  fix: "Put `--` in front of the value, or refuse values that begin with `-`.",
  cwe: ["CWE-88"],
  *check({ module, flow }) {
    if (refusesOptions(module, flow.node) || (flow.exported !== null && IS_LIST.test(flow.source))) return
    const call = calleeOf(flow)
    const named = "arguments" in flow.node ? stringOf((flow.node.arguments as readonly Node[])[0]) : null
    const program = flow.technology === "a shell" && !/(?:execa|spawn|sync)$/.test(call) ? "git" : (named ?? "the program")
    const known = HARM.find(([name]) => name.test(program))
    const [option, harm] = known ? [known[1], known[2]] : ["-…", `\`${program}\` obeys it`]
    yield {
      at: flow.node,
      title: `\`${flow.source}\` can be an option of \`${program}\``,
      message: `When a client of ${entryOf(flow)} sends \`${option}\` as \`${flow.source}\`, ${harm}: a value that begins with \`-\` is read as an option, shell or no shell. ${howKnown(flow)}`,
      fix: `Put \`"--"\` in front of it in the list where \`${program}\` knows that, or refuse values that begin with \`-\`: \`if (value.startsWith("-")) …\`.`,
      confidence: known ? "high" : "medium",
      ...(known && known[1] !== "-o…" && known[1] !== "--post-file=…" ? {} : { severity: "medium" as const }),
    }
  },
})

// `if (url.startsWith("-"))` and its like, around the call.
function refusesOptions(module: SourceModule, node: Node): boolean {
  for (const above of ancestors(node))
    if (isFunction(above))
      return /startsWith\(\s*["'`]-|\[0\]\s*[!=]==?\s*["'`]-|charAt\(0\)\s*[!=]==?\s*["'`]-|\/\^-|\/\^\[\^-/.test(module.namesOf(above))
  return false
}
