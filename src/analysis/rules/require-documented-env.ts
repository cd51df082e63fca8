import { defineRule } from "../rule.ts"
import { classifyPath, isTestPath } from "../classify.ts"
import { declaredEnvironment } from "../source/declared-environment.ts"
import { environmentReads, isNamedAnywhere, isPlatformVariable, sampleFor } from "../source/environment.ts"
import type { EnvironmentRead } from "../source/environment.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export const requireDocumentedEnv = defineRule({
  kind: "change",
  id: "require-documented-env",
  section: "maintainability",
  practice: "environment",
  severity: "low",
  confidence: "high",
  title: "A new environment variable is written down nowhere",
  why: "Whoever deploys the change learns of the variable when something is wrong in production. The sample of the environment file is where this repository lists the others.",
  fix: "Add the variable to the sample of the environment file.",
  cwe: [],
  *check({ base, head, diff }) {
    const known = new Set<string>()
    const missing = new Map<string, { read: EnvironmentRead; module: SourceModule; sample: string }>()
    for (const file of diff.files) {
      if (file.status === "deleted" || !isRuntime(file.path)) continue
      const module = head.moduleOf(file.path)
      for (const read of module ? environmentReads(module) : []) {
        // Everybody knows what these are for, and without them the service starts as well.
        if (read.hasFallback && /^(?:PORT|HOST|LOG_LEVEL)$/.test(read.name)) continue
        const sample = sampleFor(head, file.path)
        if (!module || sample === null || missing.has(read.name) || known.has(read.name) || isNamedAnywhere(head, read.name)) continue
        // A schema says what there is and stops the start without it.
        if (declaredEnvironment(head).has(read.name) || isReadAtBase(base, read.name) || !isCustom(base, sample, head.textOf(sample) ?? ""))
          known.add(read.name)
        else missing.set(read.name, { read, module, sample })
      }
    }
    const reads = [...missing.values()]
    // What has no default is missed first.
    const first = reads.find(({ read }) => !read.hasFallback) ?? reads[0]
    if (!first) return
    const names = [...missing.keys()].sort()
    const lines = names.map((name) => `\`${name}=\``)
    const required = reads.filter(({ read }) => !read.hasFallback).map(({ read }) => `\`${read.name}\``)
    const sample = first.sample
    const samples = [...new Set(reads.map((each) => each.sample))]
    const where = samples.length === 1 ? `\`${sample}\`` : samples.map((each) => `\`${each}\``).join(" or ")
    yield {
      path: first.module.path,
      at: first.read.node,
      title: `${listOf(names.map((name) => `\`${name}\``))} ${names.length === 1 ? "is" : "are"} missing from ${sample}`,
      message: `Whoever deploys this does not learn of ${listOf(names.map((name) => `\`${name}\``))}: ${names.length === 1 ? "it is" : "they are"} read here for the first time and named in no sample, README, compose file or pipeline.${required.length > 0 ? ` ${listOf(required)} ${required.length === 1 ? "has" : "have"} no default in the code.` : ""}`,
      fix: `Add to ${where}: ${lines.join(", ")}, ${names.length === 1 ? "" : "each "}with a line on what it is for.`,
      trace: reads.map(({ read, module }) => ({ path: module.path, line: module.lineOf(read.node), what: `reads \`${read.name}\`` })),
      key: names.join(" "),
    }
  },
})

function isRuntime(path: string): boolean {
  return (
    classifyPath(path) === "source" &&
    !isTestPath(path) &&
    !/(?:^|\/)(?:scripts?|tools?|bench(?:marks?)?|examples?|docs|\.storybook|cypress|playwright)\/|\.config\.[cm]?[jt]s$/.test(path)
  )
}

function isReadAtBase(base: Project, name: string): boolean {
  const word = new RegExp(`\\b${name}\\b`)
  return base.sourcePaths.some((path) => !isTestPath(path) && word.test(base.textOf(path) ?? ""))
}

// A sample that names few of the variables the code reads is not the place where this team writes them down.
function isCustom(base: Project, sample: string, text: string): boolean {
  return base.once(`names most variables ${sample}`, () => {
    const reads = base.sourcePaths
      .filter(isRuntime)
      .flatMap((path) =>
        [...(base.textOf(path) ?? "").matchAll(/\bprocess\.env\.([A-Z][A-Z0-9_]{2,})/g)].map((match) => match[1] as string),
      )
    const read = [...new Set(reads)].filter((name) => !isPlatformVariable(name))
    const named = read.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).length
    const listed = text.match(/^[ \t]*#?[ \t]*[A-Z][A-Z0-9_]+[ \t]*=/gm)?.length ?? 0
    return listed >= 2 && (read.length < 4 || named * 2 >= read.length)
  })
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`
}
