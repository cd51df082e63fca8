import { parse } from "yaml"
import type { PlacedFinding } from "../../src/model/finding.ts"
import { emptySide, readTree, sideOf, withFiles, type Side } from "../corpus/change.ts"
import type { BenchOptions } from "../corpus/options.ts"
import { openRepository, type CorpusRepository } from "../corpus/repository.ts"
import { reviewSides } from "../corpus/review-sides.ts"
import { familiesOf, fits } from "./families.ts"
import { hits, type Region } from "./regions.ts"

/** A collection of marked examples, measured where it lies: its licence allows no copy. */
interface Collection {
  readonly repository: string
  readonly isExample: (path: string) => boolean
  /** Files that hold rules, where weakness ids are looked up by rule id. */
  readonly isRule: (path: string) => boolean
  /** Files in which nothing at all may be found. */
  readonly isSilent: (path: string) => boolean
  /** What stands above a line about which something is due or nothing is; the first group is the kind, the second the rules. */
  readonly mark: RegExp
  /** Examples left out, by path. */
  readonly leftOut: RegExp
}

const semgrepMark = /(?:\/\/|#|\/\*)\s*(ruleid|ok)\s*:\s*([\w., -]+)/

// Left out, by rule: what runs in a browser or on a desktop, what describes infrastructure, style and correctness lints, and
// libraries outside the technologies this product promises (dead sandboxes and renderers, gRPC, other runtimes).
const leftOut =
  /\/(?:angular|react|browser|jquery|monaco-editor|electronjs?|aws-cdk|intercom|chrome-remote-interface|deno|fbjs|ajv|grpc|phantom|wkhtmlto\w+|sandbox|thenify|bluebird|best-practice|correctness)\/|electron|phantom|wkhtmlto|grpc|sandbox|xss_dom/i

// What runs in a browser, and rules about which personal data a service of that name is sent.
const leftOutOfBearer =
  /\/(?:react|message_handler_origin|post_message_origin|dangerous_insert_html|google_\w+|airbrake|algolia|bugsnag|datadog\w*|honeybadger|new_relic|open_telemetry|openai|rollbar|segment|sentry|elasticsearch)\//

const collections: readonly Collection[] = [
  {
    repository: "semgrep/semgrep-rules",
    isExample: (path) => /^(?:javascript|typescript)\/.+\.(?:js|ts)$/.test(path),
    isRule: (path) => /^(?:javascript|typescript)\/.+\.ya?ml$/.test(path),
    isSilent: () => false,
    mark: semgrepMark,
    leftOut,
  },
  {
    repository: "ajinabraham/njsscan",
    isExample: (path) => /^tests\/assets\/node_source\/.+\.js$/.test(path),
    isRule: (path) => /^njsscan\/rules\/semantic_grep\/.+\.ya?ml$/.test(path),
    isSilent: (path) => path.includes("/true_negatives/"),
    mark: semgrepMark,
    leftOut,
  },
  {
    repository: "Bearer/bearer-rules",
    isExample: (path) => /^tests\/javascript\/.+\/testdata\/.+\.[jt]s$/.test(path),
    isRule: (path) => /^rules\/javascript\/.+\.ya?ml$/.test(path),
    isSilent: (path) => /\/(?:ok|safe|secure|no|not)[_-][^/]+$|\/(?:ok|safe|secure)\.[jt]s$/.test(path),
    mark: /\/\/\s*bearer:(expected)\s+([\w, ]+)/,
    leftOut: leftOutOfBearer,
  },
]

interface Mark {
  readonly kind: "ruleid" | "ok"
  readonly rules: readonly string[]
  /** The lines the mark is about: the one below it, down to the next mark. */
  readonly region: Region
}

interface MarkResult extends Mark {
  readonly repository: string
  readonly path: string
  readonly cwe: readonly string[]
  readonly finding: PlacedFinding | null
}

/** Reviews every marked example as an added file and prints what was found where a finding is due and where none is. */
export async function measureFixtures(options: BenchOptions): Promise<Record<string, number | string>> {
  const results: MarkResult[] = []
  const alarms: { readonly path: string; readonly finding: PlacedFinding }[] = []
  let silentFiles = 0
  for (const collection of collections) {
    const repository = openRepository(options.corpus, collection.repository)
    if (repository === null) {
      options.progress(`${collection.repository}: not in the corpus, skipped`)
      continue
    }
    const side = sideOf(repository, repository.resolve("HEAD") ?? "")
    const weaknesses = readWeaknesses(repository, side, collection)
    const paths = [...side.entries.keys()].filter(
      (path) => collection.isExample(path) && !collection.leftOut.test(path) && options.matches(path),
    )
    for (const [path, { text }] of readTree(repository, side, paths).files) {
      if (options.list) {
        console.log(`${collection.repository} ${path}`)
        continue
      }
      const name = `src/${path.slice(path.lastIndexOf("/") + 1)}`
      const marks = readMarks(text, name, collection.mark)
      const findings = await reviewExample(name, text)
      if (collection.isSilent(path)) {
        silentFiles++
        for (const finding of findings) if (isAlarm(finding)) alarms.push({ path, finding })
        continue
      }
      for (const mark of marks) {
        const cwe = [...new Set(mark.rules.flatMap((rule) => weaknesses.get(rule) ?? []))]
        const finding = findings.find((each) => fits(each.cwe, cwe) && hits(each, [mark.region])) ?? null
        if (cwe.length > 0) results.push({ ...mark, repository: collection.repository, path, cwe, finding })
      }
      options.progress(`${path} ${marks.length} marks, ${findings.length} findings`)
    }
  }
  if (options.list) return {}
  print(results, alarms)
  options.record(
    results.map(({ repository, path, kind, rules, region, finding }) => ({
      repository,
      path,
      kind,
      rules,
      line: region.start,
      rule: finding?.rule ?? null,
    })),
  )
  const due = results.filter(({ kind }) => kind === "ruleid")
  const fine = results.filter(({ kind }) => kind === "ok")
  const found = due.filter(({ finding }) => finding !== null).length
  const wrong = fine.filter(({ finding }) => finding !== null && isAlarm(finding)).length
  return {
    ruleid: due.length,
    found,
    recall: `${((found / Math.max(1, due.length)) * 100).toFixed(1)}%`,
    ok: fine.length,
    alarms: wrong,
    alarmRate: `${((wrong / Math.max(1, fine.length)) * 100).toFixed(1)}%`,
    silentFiles,
    filesWithAlarm: new Set(alarms.map(({ path }) => path)).size,
  }
}

/** Whether a finding would be said aloud about security; what is only listed in a report alarms nobody. */
function isAlarm({ section, confidence, severity }: PlacedFinding): boolean {
  return section === "security" && confidence !== "low" && severity !== "nit"
}

// An example is one file of a service: what it imports is installed.
async function reviewExample(path: string, text: string): Promise<readonly PlacedFinding[]> {
  const names = [...text.matchAll(/(?:require\(|from\s+|import\s+)['"]([@a-z][\w@/.-]*)['"]/g)].map(([, name = ""]) =>
    name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : (name.split("/")[0] ?? ""),
  )
  const dependencies = Object.fromEntries([...new Set(["express", ...names])].map((name) => [name, name === "express" ? "^4.18.0" : "*"]))
  const base = withFiles(emptySide, new Map([["package.json", `${JSON.stringify({ name: "example", dependencies }, null, 2)}\n`]]))
  const { findings } = await reviewSides(null, base, withFiles(base, new Map([[path, text]])))
  return findings
}

function readMarks(text: string, path: string, pattern: RegExp): Mark[] {
  const lines = text.split("\n")
  const found = lines.flatMap((line, index) => {
    const match = pattern.exec(line)
    return match === null
      ? []
      : [
          {
            line: index + 1,
            kind: match[1] === "ok" ? ("ok" as const) : ("ruleid" as const),
            rules: (match[2] ?? "").split(/[\s,]+/).filter((word) => word !== "" && word !== "ruleid"),
          },
        ]
  })
  return found.map(({ line, kind, rules }, index) => {
    const next = found[index + 1]?.line ?? lines.length + 1
    // A match may be a whole handler; what is fine is one statement.
    const reach = kind === "ok" ? 2 : 10
    return { kind, rules, region: { path, start: line + 1, end: Math.max(line + 1, Math.min(line + reach, next - 1)) } }
  })
}

interface RuleFile {
  readonly rules?: readonly { readonly id?: unknown; readonly metadata?: { readonly cwe?: unknown } }[]
  readonly metadata?: { readonly id?: unknown; readonly cwe_id?: readonly unknown[] }
}

function readWeaknesses(repository: CorpusRepository, side: Side, { isRule }: Collection): Map<string, string[]> {
  const paths = [...side.entries.keys()].filter(isRule)
  const weaknesses = new Map<string, string[]>()
  for (const { text } of readTree(repository, side, paths).files.values()) {
    let file: RuleFile | null = null
    try {
      file = parse(text) as RuleFile | null
    } catch {
      continue
    }
    const alone = file?.metadata && { id: file.metadata.id, metadata: { cwe: file.metadata.cwe_id?.map((each) => `CWE-${String(each)}`) } }
    for (const { id, metadata } of [...(file?.rules ?? []), ...(alone ? [alone] : [])]) {
      const ids = JSON.stringify(metadata?.cwe ?? "").match(/cwe-?\d+/gi) ?? []
      if (typeof id === "string") weaknesses.set(id, [...ids.map((each) => `CWE-${each.replace(/\D/g, "")}`), ...(alsoMeant[id] ?? [])])
    }
  }
  return weaknesses
}

// Rules whose stated id is another defect than the one they show.
const alsoMeant: Readonly<Record<string, readonly string[]>> = {
  "node-postgres-sqli": ["CWE-89"],
  "prototype-pollution-assignment": ["CWE-1321"],
  "prototype-pollution-loop": ["CWE-1321"],
  "sequelize-tls-disabled-cert-validation": ["CWE-295"],
  "express-data-exfiltration": ["CWE-915"],
  "remote-property-injection": ["CWE-1321", "CWE-915"],
  "express-res-sendfile": ["CWE-22"],
  "res-render-injection": ["CWE-22", "CWE-94"],
  "require-request": ["CWE-94", "CWE-22"],
  "insecure-object-assign": ["CWE-915"],
  "jwt-none-alg": ["CWE-347", "CWE-345"],
  "jwt-simple-noverify": ["CWE-347"],
  "jwt-decode-without-verify": ["CWE-347"],
  "cors-misconfiguration": ["CWE-942"],
  "nestjs-header-cors-any": ["CWE-942"],
  "express-check-directory-listing": ["CWE-548"],
  "detect-non-literal-require": ["CWE-829"],
  "vm2-code-injection": ["CWE-94"],
  "express-cookie-session-no-httponly": ["CWE-1004"],
  "express-cookie-session-no-secure": ["CWE-614"],
  javascript_express_insecure_allow_origin: ["CWE-942"],
  javascript_express_external_resource: ["CWE-22", "CWE-94"],
  javascript_express_path_traversal: ["CWE-22"],
  javascript_lang_non_literal_fs_filename: ["CWE-22"],
  javascript_lang_import_using_user_input: ["CWE-829", "CWE-94", "CWE-22"],
  javascript_lang_jwt_weak_encryption: ["CWE-347"],
  javascript_lang_raw_html_using_user_input: ["CWE-94", "CWE-1336"],
  javascript_lang_weak_password_hash_md5: ["CWE-916", "CWE-328"],
  javascript_lang_weak_password_hash_sha1: ["CWE-916", "CWE-328"],
  javascript_lang_weak_password_encryption_des: ["CWE-327"],
  javascript_lang_weak_password_encryption_rc4: ["CWE-327"],
}

function print(results: readonly MarkResult[], alarms: readonly { readonly path: string; readonly finding: PlacedFinding }[]): void {
  const classOf = ({ cwe }: MarkResult) => [...familiesOf(cwe.slice(0, 1))][0] ?? "other"
  const of = (marks: readonly MarkResult[], kind: Mark["kind"]) => marks.filter((mark) => mark.kind === kind)
  console.log("\nMarked examples by class: found of due, alarms of fine")
  for (const [name, marks] of [...Map.groupBy(results, classOf)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const due = of(marks, "ruleid")
    const fine = of(marks, "ok")
    const ratio = (part: readonly MarkResult[], all: readonly MarkResult[]) =>
      `${part.filter(({ finding }) => finding !== null).length}/${all.length}`
    console.log(`  ${name.padEnd(20)} ${ratio(due, due).padStart(8)} ${ratio(fine, fine).padStart(8)}`)
  }
  console.log("\nMissed")
  for (const { repository, path, rules, region, finding, kind, cwe } of results)
    if (kind === "ruleid" && finding === null) console.log(`  ${repository} ${path}:${region.start} ${rules.join(",")} ${cwe.join(",")}`)
  console.log("\nAlarms on what is marked as fine")
  for (const { repository, path, rules, region, finding, kind } of results)
    if (kind === "ok" && finding !== null)
      console.log(`  ${repository} ${path}:${region.start} ${rules.join(",")} ${finding.rule} (${finding.confidence}) ${finding.title}`)
  console.log("\nSecurity findings in files that must stay silent")
  for (const { path, finding } of alarms)
    console.log(`  ${path}:${finding.startLine} ${finding.rule} (${finding.confidence}) ${finding.title}`)
}
