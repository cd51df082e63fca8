import { isTestPath } from "../classify.ts"
import { isTexts } from "./blob-facts.ts"
import type { Project } from "./project.ts"

// What takes the whole environment and checks it by a schema: convict, envalid, zod, Joi, t3-env, Nest's ConfigModule.
const CHECKS_ALL =
  /\bconvict\s*\(|\bcleanEnv\s*\(|\bcreateEnv\s*\(|\bvalidationSchema\s*:|\b(?:safeParse|parse|validate|validateSync|attempt|assert)\w*\s*\(\s*(?:process\.env|[^()]{0,60},\s*process\.env)/
// convict's `env: "PORT"`, and a key whose value is a rule of a schema.
const KEYS =
  /\benv\s*:\s*["'`]([A-Z][A-Z0-9_]{2,60})["'`]|["'`]?\b([A-Z][A-Z0-9_]{2,60})\b["'`]?\s*:\s*(?:z|[Jj]oi|yup|v|t|Type|str|num|bool|url|port|email|host|json)\b\s*[.(]/g
// env-var: `env.get("PORT").required().asPortNumber()`
const CHECKED_ONE = /\.get\(\s*["'`]([A-Z][A-Z0-9_]{2,60})["'`]\s*\)[\s\w.()"'`/-]{0,120}?\.as[A-Z]\w+\(/g

const FACT = `declared environment ${CHECKS_ALL.source} ${KEYS.source} ${CHECKED_ONE.source}`

/** The environment variables that a schema of the code base declares: their names, kinds and defaults stand in one place and are checked at the start. */
export function declaredEnvironment(project: Project): ReadonlySet<string> {
  return project.once("declared environment", () => {
    const names = new Set<string>()
    for (const path of project.sourcePaths) {
      if (isTestPath(path)) continue
      for (const name of project.factOf(path, FACT, declaredIn, isTexts) ?? []) names.add(name)
    }
    return names
  })
}

function declaredIn(text: string): string[] {
  const names = new Set<string>()
  if (CHECKS_ALL.test(text)) for (const match of text.matchAll(KEYS)) names.add((match[1] ?? match[2]) as string)
  if (/\benv-var\b/.test(text)) for (const match of text.matchAll(CHECKED_ONE)) names.add(match[1] as string)
  return [...names]
}
