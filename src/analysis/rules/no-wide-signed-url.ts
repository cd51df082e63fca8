import { definitionOf } from "../flow/schema/definition.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, enclosingFunction, nodesOf, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const SIGNS = /^@azure\/storage-blob\.generate(?:Blob|Account)SASQueryParameters$/
// The signature goes to somebody with the address of one blob.
const FOR_ONE_BLOB = /\.get(?:Block|Append|Page)?BlobClient\(|\$\{[^{}]{0,60}(?:blob|file|key|name)[^{}]{0,40}\}\?\$\{[^{}]{0,40}sas/i
const MAX_TEXT = 20_000

export const noWideSignedUrl = defineRule({
  kind: "source",
  id: "no-wide-signed-url",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A signature for one file opens others as well",
  why: "What is signed is not the address but what the signature names: a container, an account, a prefix. Whoever is given one signed address puts the signature behind another.",
  fix: "Sign for the one object: name it, and grant what is needed of it.",
  cwe: ["CWE-732", "CWE-639"],
  needs: { path: "server", words: ["generateBlobSASQueryParameters", "generateAccountSASQueryParameters", "createPresignedPost"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const call of nodesOf(module.program, "CallExpression")) {
      const origin = originOf(project, module, call.callee) ?? ""
      if (SIGNS.test(origin)) yield* wholeContainer(project, module, call, origin.includes("Account"))
      else if (origin === "@aws-sdk/s3-presigned-post.createPresignedPost") yield* anyKey(project, module, call)
    }
  },
})

function* wholeContainer(project: Project, module: SourceModule, call: Call, isAccount: boolean): Generator<Draft> {
  const values = call.arguments[0] && definitionOf(project, module, call.arguments[0])?.node
  const around = enclosingFunction(call)
  if (values?.type !== "ObjectExpression" || values.properties.some((each) => each.type !== "Property")) return
  if (!around || (!isAccount && propertyOf(values, "blobName"))) return
  if (!FOR_ONE_BLOB.test(module.textOf(around).slice(0, MAX_TEXT))) return
  const what = isAccount ? "account" : "container"
  yield {
    at: call,
    title: `The signature of one blob's address is good for the whole ${what}`,
    message: `Whoever is given this address puts its query behind the name of any other blob: ${isAccount ? "`generateAccountSASQueryParameters` signs for the account" : "without `blobName` the signature is for the container"}, whatever stands in front of it.`,
    fix: '`generateBlobSASQueryParameters({ containerName, blobName, permissions: BlobSASPermissions.parse("r"), … })`.',
  }
}

// `["starts-with", "$key", ""]`: every key starts with nothing.
function* anyKey(project: Project, module: SourceModule, call: Call): Generator<Draft> {
  const options = call.arguments[1] && definitionOf(project, module, call.arguments[1])
  const conditions = options ? propertyOf(options.node, "Conditions") : null
  const list = conditions ? definitionOf(project, module, conditions)?.node : null
  for (const each of list?.type === "ArrayExpression" ? list.elements : []) {
    const condition = each ? bare(each) : null
    if (condition?.type !== "ArrayExpression") continue
    const [how, field, prefix] = condition.elements.map((one) => stringOf(one))
    if (how !== "starts-with" || !/^\$key$/i.test(field ?? "") || prefix !== "") continue
    yield {
      at: condition,
      title: "Whoever is given this form writes any object of the bucket",
      message: "Every key begins with the empty text, so the holder of the form replaces any file of the bucket, those of others included.",
      fix: "Give the `Key` itself and leave the condition out, or name a prefix that belongs to this user alone.",
    }
  }
}
