import { bare, descendants, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** An expression that is a key or secret in clear, fresh from a key service. */
export interface ClearKey {
  readonly node: Node
  /** `AWS KMS`, `Google Cloud KMS`, `Azure Key Vault` … */
  readonly service: string
  /** `the data key`, `the secret` … */
  readonly what: string
  /** Whether handing it to a client may be what it was decrypted for. */
  readonly isForClients: boolean
}

interface Source {
  readonly service: string
  readonly what: string
  /** What the call gives that must stay in memory. */
  readonly property: RegExp
  /** Set where the call decrypts whatever was encrypted, which may be a client's own data. */
  readonly decrypts?: true
}

const CALLS: readonly (Source & { readonly origin: RegExp })[] = [
  {
    origin: /^@azure\/keyvault-secrets\.SecretClient\(\)\.getSecret$/,
    service: "Azure Key Vault",
    what: "the secret",
    property: /^value$/,
  },
  {
    origin: /^@azure\/keyvault-keys\.CryptographyClient\(\)\.(?:decrypt|unwrapKey)$/,
    service: "Azure Key Vault",
    what: "the key",
    property: /^result$/,
  },
  {
    origin: /^aws-sdk\.KMS\(\)\.(?:generateDataKey|generateDataKeyPair)$/,
    service: "AWS KMS",
    what: "the data key",
    property: /^(?:PrivateKey)?Plaintext$/,
  },
  {
    origin: /^aws-sdk\.KMS\(\)\.decrypt$/,
    service: "AWS KMS",
    what: "the decrypted text",
    property: /^Plaintext$/,
    decrypts: true,
  },
  {
    origin: /^@google-cloud\/kms\.KeyManagementServiceClient\(\)\.(?:decrypt|asymmetricDecrypt|rawDecrypt)$/,
    service: "Google Cloud KMS",
    what: "the decrypted text",
    property: /^plaintext$/,
    decrypts: true,
  },
  {
    origin: /^@google-cloud\/secret-manager\.SecretManagerServiceClient\(\)\.accessSecretVersion$/,
    service: "Google Cloud Secret Manager",
    what: "the secret",
    property: /^payload$/,
  },
  {
    origin: /^aws-sdk\.SecretsManager\(\)\.getSecretValue$/,
    service: "AWS Secrets Manager",
    what: "the secret",
    property: /^Secret(?:String|Binary)$/,
  },
]
// The commands of the third version of the SDK, given to `send`.
const COMMANDS: readonly (Source & { readonly origin: RegExp })[] = [
  {
    origin: /^@aws-sdk\/client-kms\.GenerateDataKey(?:Pair)?Command$/,
    service: "AWS KMS",
    what: "the data key",
    property: /^(?:PrivateKey)?Plaintext$/,
  },
  {
    origin: /^@aws-sdk\/client-kms\.DecryptCommand$/,
    service: "AWS KMS",
    what: "the decrypted text",
    property: /^Plaintext$/,
    decrypts: true,
  },
  {
    origin: /^@aws-sdk\/client-secrets-manager\.GetSecretValueCommand$/,
    service: "AWS Secrets Manager",
    what: "the secret",
    property: /^Secret(?:String|Binary)$/,
  },
]

/** Every use of a key in clear in a file: members of what the service answered, and the names taken out of it. */
export function clearKeys(project: Project, module: SourceModule): ClearKey[] {
  const found: ClearKey[] = []
  for (const call of nodesOf(module.program, "CallExpression")) {
    const source = sourceOf(project, module, call)
    if (!source) continue
    const declarator = declaredBy(call)
    const around = declarator && (enclosingFunction(declarator) ?? module.program)
    if (!declarator || !around) continue
    const names = new Set<string>()
    // Google's clients give a list with the answer in front.
    const target = declarator.id.type === "ArrayPattern" ? declarator.id.elements[0] : declarator.id
    if (target?.type === "ObjectPattern")
      for (const each of target.properties)
        if (each.type === "Property" && source.property.test(propertyName(each) ?? "") && each.value.type === "Identifier")
          names.add(each.value.name)
    const answer = target?.type === "Identifier" ? target.name : null
    for (const node of descendants(around)) {
      const isMember =
        answer !== null &&
        node.type === "MemberExpression" &&
        node.object.type === "Identifier" &&
        node.object.name === answer &&
        source.property.test(propertyName(node) ?? "")
      const isName = node.type === "Identifier" && names.has(node.name) && node.start > declarator.end
      if (isMember || isName) found.push({ node, service: source.service, what: source.what, isForClients: source.decrypts === true })
    }
  }
  return found
}

function sourceOf(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Source | null {
  const method = call.callee.type === "MemberExpression" ? (propertyName(call.callee) ?? "") : ""
  if (method === "send") {
    const command = call.arguments[0] && bare(call.arguments[0])
    const made = command?.type === "NewExpression" ? originOf(project, module, command.callee) : null
    return made === null ? null : (COMMANDS.find((each) => each.origin.test(made)) ?? null)
  }
  // `kms.generateDataKey(…).promise()`
  if (method === "promise" && call.callee.type === "MemberExpression" && call.callee.object.type === "CallExpression")
    return sourceOf(project, module, call.callee.object)
  if (
    !/^(?:getSecret|getSecretValue|accessSecretVersion|decrypt|asymmetricDecrypt|rawDecrypt|unwrapKey|generateDataKey|generateDataKeyPair)$/.test(
      method,
    )
  )
    return null
  const origin = originOf(project, module, call.callee)
  return origin === null ? null : (CALLS.find((each) => each.origin.test(origin)) ?? null)
}

function declaredBy(call: Node): (Node & { type: "VariableDeclarator" }) | null {
  let top: Node | null | undefined = call.parent
  if (top?.type === "MemberExpression" && propertyName(top) === "promise") top = top.parent?.parent
  if (top?.type === "AwaitExpression") top = top.parent
  return top?.type === "VariableDeclarator" ? top : null
}
