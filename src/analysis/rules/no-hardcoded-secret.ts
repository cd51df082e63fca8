import { comparedPasswords } from "../calls/compared-password.ts"
import type { ComparedPassword } from "../calls/compared-password.ts"
import { classifyPath, isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import type { SourceModule } from "../source/module.ts"
import { findProviderSecrets } from "../source/provider-secrets.ts"
import { CREDENTIAL, isLocalAddress, isPlaceholder, looksSecret, SIGNING } from "../source/secret-words.ts"
import { secretsInSource } from "../source/secrets-in-source.ts"
import type { WrittenSecret } from "../source/secrets-in-source.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"

/** A draft at a piece of code. */
interface Spotted extends Draft {
  readonly at: { readonly start: number; readonly end: number }
}

// Shown in place of the line, so that a review does not spread what it warns of.
const EVIDENCE = "(the line holds a secret and is not repeated here)"
export const noHardcodedSecret = defineRule({
  kind: "text",
  id: "no-hardcoded-secret",
  section: "security",
  practice: "environment",
  severity: "high",
  confidence: "high",
  title: "A secret is written into the repository",
  why: "Everyone with a copy of the repository has it, for as long as its history lives, and it is the same in every environment. A fallback is worse than none: the service starts without its setting and signs with a text that everyone can read.",
  fix: "Read it from the environment, refuse to start without it, and replace the one that was committed.",
  cwe: ["CWE-798"],
  yieldsTo: ["no-static-cloud-credential", "no-unsafe-login-flow"],
  files: (path) => isLiveFile(path),
  async *check({ project, path, text }) {
    const found: { readonly start: number; readonly end: number }[] = []
    for (const { start, end, provider } of await findProviderSecrets(text)) {
      const value = text.slice(start, end)
      if (isPlaceholder(value) || isLocalAddress(value)) continue
      found.push({ start, end })
      yield {
        at: { start, end },
        severity: "critical",
        title: provider === "privatekey" ? "A private key is committed" : `A credential of ${provider} is written into this file`,
        message:
          "Whoever can read the repository, now or in its history, can use this credential. Deleting the line later does not take it back.",
        fix: "Revoke it at its provider, then read the new one from the environment.",
        evidence: EVIDENCE,
        key: `provider ${provider}`,
      }
    }
    const module = project.moduleOf(path)
    if (module) {
      const written = [...secretsInSource(project, module)].filter(
        (each) => each.kind !== "fallback" || !onlyInDevelopment(module, each.node),
      )
      const compared = [...comparedPasswords(project, module)].map(describeCompared)
      for (const draft of [...written.map((each) => describe(module, each)), ...compared])
        if (!found.some((each) => each.start < draft.at.end && draft.at.start < each.end)) {
          found.push(draft.at)
          yield draft
        }
    } else if (/(?:^|\/)\.env(?:\.(?:production|prod|staging|live))?$/.test(path)) yield* inEnvironmentFile(text)
    else if (/(?:^|\/)(?:config|conf|settings)\/[\w./-]*\.json$|(?:^|\/)(?:config|appsettings)(?:\.\w+)?\.json$/.test(path))
      yield* inSettings(text)
  },
})

// Tests, examples, documentation and seeds hold secrets that open nothing.
function isLiveFile(path: string): boolean {
  const kind = classifyPath(path)
  if (isTestPath(path) || kind === "documentation" || kind === "lockfile" || kind === "migration") return false
  if (
    /(?:^|[/.-])(?:test|testing|development|dev|local|e2e|ci)\.(?:[cm]?[jt]s|json|ya?ml)$|\.stories\.[cm]?[jt]sx?$|(?:^|\/)(?:playwright|cypress|vitest|jest|wdio|karma|testcafe|codecept)[\w.-]*\.conf(?:ig)?\.[cm]?[jt]s$|db-?reset|reset-?db|localhost|self-?signed|snake-?oil/i.test(
      path,
    )
  )
    return false
  if (
    /(?:^|[/._-])(?:examples?|samples?|templates?|dist|fixtures?|mocks?|stubs?|seed(?:s|er|ers|ing)?|demo|docs?|storybook|i18n|locales?|lang(?:uages?)?|translations?)(?:[/._-]|$)/i.test(
      path,
    )
  )
    return false
  return kind === "source" || kind === "configuration" || kind === "container" || /\.(?:ya?ml|json|toml|ini|pem|key)$/.test(path)
}

function describe(module: SourceModule, secret: WrittenSecret): Spotted {
  switch (secret.kind) {
    case "fallback": {
      const { node, name, instead } = secret
      return {
        at: node,
        title: `Without \`${name}\` the service runs with a secret from its source`,
        message: `Where \`${name}\` is not set, nothing fails and this text is used instead: everyone who has read the repository ${powerOf(name)}.`,
        fix: `Refuse to start when \`${name}\` is missing.`,
        evidence: EVIDENCE,
        key: `fallback ${name} ${instead.type}`,
      }
    }
    case "call":
      return {
        at: secret.node,
        title: `${secret.use.what} with a secret from the source`,
        message: `Everyone who has read the repository can ${secret.use.power}: the secret is written here as text.`,
        evidence: EVIDENCE,
        key: `call ${module.textOf(secret.callee)}`,
      }
    case "named": {
      const { node, name, inSession } = secret
      return {
        at: node,
        title: `\`${name}\` is written into the source`,
        message: `Everyone who has read the repository knows \`${name}\`${inSession || SIGNING.test(name) ? " and can sign what the service trusts" : ""}, and it cannot be changed without a release.`,
        confidence: inSession ? "high" : "medium",
        evidence: EVIDENCE,
        key: `named ${name}`,
      }
    }
  }
}

function powerOf(setting: string): string {
  if (SIGNING.test(setting) || /jwt|session|cookie|sign/i.test(setting)) return "can sign what the service trusts"
  if (/token$/i.test(setting)) return "has the token"
  return /pass|pwd/i.test(setting) ? "has the password" : "has the key"
}

function describeCompared({ node, name }: ComparedPassword): Spotted {
  return {
    at: node,
    title: "A password that logs in is written into the source",
    message: `Everyone who has read the repository is let in: \`${name}\` is compared with this text. It is the same on every installation, and it cannot be changed without a release.`,
    confidence: "medium",
    evidence: EVIDENCE,
    key: `compared ${name}`,
  }
}

// `"jwtSecret": "…"` in `config/default.json`
function* inSettings(text: string): Generator<Spotted> {
  for (const match of text.matchAll(/"(\w{3,60})"\s*:\s*"([^"\n\\]{6,300})"/g)) {
    const [all, name = "", literal = ""] = match
    if (!SIGNING.test(name) || !looksSecret(name, literal) || /^[A-Z][A-Z0-9_]+$/.test(literal)) continue
    yield {
      at: { start: match.index, end: match.index + all.length },
      title: `\`${name}\` is written into the settings`,
      message: `Everyone who has read the repository knows \`${name}\` and can sign what the service trusts.`,
      confidence: "medium",
      evidence: EVIDENCE,
      key: `settings ${name}`,
    }
  }
}

function* inEnvironmentFile(text: string): Generator<Spotted> {
  let start = 0
  for (const line of text.split("\n")) {
    const match = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*["']?([^"'#\s]+)/.exec(line)
    const [, name, value] = match ?? []
    if (
      name !== undefined &&
      value !== undefined &&
      value.length >= 6 &&
      (SIGNING.test(name) || (CREDENTIAL.test(name) && value.length >= 16)) &&
      !isPlaceholder(value)
    ) {
      yield {
        at: { start, end: start + line.length },
        title: `\`${name}\` is committed in this file`,
        message: `Whoever can read the repository, now or in its history, knows \`${name}\`. Deleting the line later does not take it back.`,
        fix: `Add the file to \`.gitignore\`, keep a \`.env.example\` with empty values, and replace \`${name}\`.`,
        confidence: "medium",
        evidence: EVIDENCE,
        key: `env ${name}`,
      }
    }
    start += line.length + 1
  }
}
