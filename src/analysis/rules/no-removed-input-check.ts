import { decisionsAmong, describeRefusals } from "../change/describe-refusals.ts"
import type { RefusalSentences } from "../change/describe-refusals.ts"
import { lostRefusals } from "../change/lost-refusals.ts"
import { lostSchemaChecks } from "../change/lost-schema-checks.ts"
import type { LostSchemaCheck } from "../change/lost-schema-checks.ts"
import { lostValidators } from "../change/lost-validators.ts"
import type { LostValidator } from "../change/lost-validators.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"

const WORDS: RefusalSentences = {
  title: (where) => `A check of what is sent is gone${where}`,
  message: (subject, asked) =>
    `${subject} went no further on ${asked}; after this change it takes what was refused, and nothing in the change checks the same elsewhere.`,
  key: "input refusal",
}

// What `no-removed-guard` is for who may, this is for what may: a path, an address, a form.
export const noRemovedInputCheck = defineRule({
  kind: "change",
  id: "no-removed-input-check",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A check of what clients send is gone",
  why: "Such a check lets every honest value pass, so no test fails when it goes, and in a diff it is one line less. The next value that leaves its folder, names an internal address or carries an option gets through.",
  fix: "Put the check back, or say in the pull request what replaces it.",
  cwe: ["CWE-20", "CWE-693"],
  *check({ base, head, diff }) {
    yield* describeValidators(lostValidators(base, head, diff))
    for (const all of Map.groupBy(lostSchemaChecks(base, head, diff), ({ file }) => file.path).values()) yield describeSchema(all)
    const refusals = lostRefusals(base, head, diff).filter(({ kind }) => kind === "input")
    for (const all of decisionsAmong(refusals)) yield describeRefusals(all, WORDS)
  },
})

// However many classes lose them: that nothing is checked any more is one decision.
function* describeValidators(all: readonly LostValidator[]): Generator<Draft> {
  const [first] = all
  if (first === undefined) return
  const { module, node, className, properties } = first
  const shown = properties.slice(0, 4).map((each) => `\`${each}\``)
  const list = `${shown.join(", ")}${properties.length > shown.length ? ` and ${properties.length - shown.length} more` : ""}`
  const others = all.slice(1).map((each) => `\`${each.className}\``)
  const rest = others.length > 5 ? ` and ${others.length - 5} more` : ""
  const beside = others.length === 0 ? "" : ` The same goes for ${others.slice(0, 5).join(", ")}${rest}.`
  const classes = others.length === 0 ? className : `${className} and ${others.length} more class${others.length === 1 ? "" : "es"}`
  yield {
    path: module.path,
    at: { line: module.lineOf(node) },
    severity: "medium",
    title: `${classes} no longer check${others.length === 0 ? "s" : ""} what clients send`,
    message: `The decorators of class-validator on ${list} of \`${className}\` are gone: what clients send there arrives as it is, or not at all where the pipe is set to \`whitelist\`.${beside}`,
    fix: "Put the decorators back, or say in the pull request what checks these properties instead.",
    key: `validators ${all.map((each) => each.className).join(" ")}`,
  }
}

function describeSchema(all: readonly LostSchemaCheck[]): Draft {
  const [{ module, node, property, lost }] = all as [LostSchemaCheck]
  const name = property.replaceAll("`", "'").slice(0, 60)
  const isCleaning = lost.includes("transform")
  const methods = lost.map((each) => `\`.${each}(…)\``).join(" and ")
  const others = [...new Set(all.slice(1).map((each) => `\`${each.property.replaceAll("`", "'").slice(0, 60)}\``))].slice(0, 5)
  const beside = others.length === 0 ? "" : ` The same goes for ${others.join(", ")}.`
  return {
    path: module.path,
    at: { line: module.lineOf(node) },
    severity: "medium",
    title: isCleaning ? `The schema no longer cleans \`${name}\`` : `The schema no longer checks the form of \`${name}\``,
    message: isCleaning
      ? `${methods} made \`${name}\` harmless; after this change it arrives as it is sent, markup included.${beside}`
      : `${methods} refused values of another form; after this change \`${name}\` may hold anything of its type, a path, an address or a piece of a command included.${beside}`,
    fix: isCleaning
      ? "Keep it, or say in the pull request where the value is cleaned now."
      : "Keep the check, or say in the pull request what makes other forms harmless.",
    key: `schema ${all.map((each) => `${each.property} ${each.lost.join(" ")}`).join(" ")}`,
  }
}
