import { nonceSource } from "../calls/derived-iv.ts"
import { isRepeatedIv, isSameForAll } from "../calls/repeated-iv.ts"
import { uncheckedDecryption } from "../calls/unchecked-decryption.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, nodesOf, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

export const noWeakCipher = defineRule({
  kind: "source",
  id: "no-weak-cipher",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "What is encrypted can be read without the key",
  why: "Old ciphers, short keys and repeated IVs keep working and look encrypted; that they protect nothing shows only when somebody tries. The current ones cost the same.",
  fix: "Use `aes-256-gcm` with a fresh random IV for each message, and keys of today's sizes.",
  cwe: ["CWE-327", "CWE-326", "CWE-329", "CWE-354"],
  needs: { path: "no test", settings: "cipher", words: ["createCipheriv", "createDecipheriv", "subtle encrypt iv"] },
  *check({ project, module }) {
    yield* unsafeSettings(project, module, "cipher")
    if (isTestPath(module.path) || !/create(?:C|Dec)ipheriv|\bsubtle\b/.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const origin = originOf(project, module, node.callee)
      if (origin === "crypto.createDecipheriv") yield* believedUnchecked(project, module, node)
      if (WEB.test(origin ?? module.textOf(node.callee).slice(-60))) yield* throughWeb(project, module, node)
      if (origin !== "crypto.createCipheriv") continue
      const iv = node.arguments[2]
      if (!iv || stringOf(iv) !== null) continue
      const source = nonceSource(project, module, node)
      if (source) yield derivedNonce(module, node, iv, source)
      if (source || !isRepeatedIv(project, module, node)) continue
      yield {
        at: node,
        title: "Every message is encrypted with the same IV",
        message: `Equal messages give equal ciphertext, and with GCM or CTR two of them are enough to read both: \`${module.textOf(iv).slice(0, 60)}\` is the same for each message.`,
        fix: "Take `crypto.randomBytes(12)` for each message and store it in front of the ciphertext.",
      }
    }
  },
})

const WEB = /(?:^|\.)subtle\.encrypt$/

// `crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, data)`
function* throughWeb(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Generator<Draft> {
  const [first] = call.arguments
  const meaning = first && bare(first).type === "Identifier" ? meaningOf(project, module, first) : null
  const options = meaning?.kind === "value" && meaning.module === module ? meaning.node : first
  const iv = propertyOf(options, "iv") ?? propertyOf(options, "counter")
  if (!iv || !isSameForAll(project, module, iv)) return
  yield {
    at: call,
    title: "Every message is encrypted with the same IV",
    message: `Equal messages give equal ciphertext, and with GCM or CTR two of them are enough to read both: \`${module.textOf(iv).replaceAll("`", "'").slice(0, 60)}\` is the same for each message.`,
    fix: "Take `crypto.getRandomValues(new Uint8Array(12))` for each message and store it in front of the ciphertext.",
  }
}

function derivedNonce(module: SourceModule, at: Node, iv: Node, source: Node): Draft {
  const code = module.textOf(source).replaceAll("`", "'").slice(0, 50)
  return {
    at,
    confidence: "medium",
    title: `Everything that is encrypted for the same \`${code}\` has the same nonce`,
    message: `The next value for the same \`${code}\` is encrypted with key and nonce of the first: \`${module.textOf(iv).replaceAll("`", "'").slice(0, 50)}\` is a hash of nothing else. Two such ciphertexts give away how the texts differ, and with GCM they are enough to forge others.`,
    fix: `Take \`crypto.randomBytes(12)\` for each message and store it in front of the ciphertext; \`${code}\` can stay bound to it with \`setAAD\`.`,
  }
}

// A decryption that takes what was made without the key.
function* believedUnchecked(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Generator<Draft> {
  const found = uncheckedDecryption(project, module, call)
  if (!found) return
  const { what, algorithm, name, node } = found
  const fix = `Store \`cipher.getAuthTag()\` with the message and give it to \`${name}.setAuthTag(…)\` before \`${name}.final()\`.`
  switch (what) {
    case "no-tag":
      yield {
        at: node,
        title: "Forged messages are decrypted as if they were genuine",
        message: `Whoever can change the ciphertext changes what comes out, bit by bit and without the key: \`${algorithm}\` compares the message with its tag, and \`${name}\` is never given one.`,
        fix,
      }
      return
    case "never-succeeds":
      yield {
        at: node,
        title: "The decryption fails for every message",
        message: `\`${name}.final()\` throws whatever it is given: \`${algorithm}\` compares the message with its tag, and \`${name}\` never gets one.`,
        fix,
      }
      return
    case "no-final":
      yield {
        at: node,
        title: "The tag of the message is never compared",
        message: `Whoever can change the ciphertext changes what comes out, bit by bit and without the key: it is \`${name}.final()\` that compares the tag, and nothing calls it.`,
        fix: `Call \`${name}.final()\` and append what it gives, before anything uses the text.`,
      }
      return
    case "short-tag":
      yield {
        at: node,
        severity: "low",
        confidence: "medium",
        title: "The sender chooses how much of the tag is compared",
        message: `A tag of 4 bytes is accepted as well, and found by trying: without \`authTagLength\` Node compares as much as it is given, and the tag comes with the message.`,
        fix: "Say how long it is: `{ authTagLength: 16 }`.",
        edits: [{ start: call.end - 1, end: call.end - 1, text: ", { authTagLength: 16 }" }],
      }
  }
}
