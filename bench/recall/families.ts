/**
 * Weakness ids that name the same defect in practice. A finding fits an expected defect when both have an id of one family,
 * so that it does not matter which of the near synonyms a rule or a list chose.
 */
const families: Readonly<Record<string, readonly number[]>> = {
  sql: [89, 564],
  nosql: [943],
  command: [77, 78, 88],
  code: [94, 95, 96, 913],
  template: [1336],
  path: [22, 23, 24, 25, 26, 35, 36, 73, 98, 158],
  request: [918],
  redirect: [601],
  xss: [79, 80, 83, 87, 116, 838],
  header: [93, 113, 644],
  xml: [611, 776, 827],
  deserialisation: [502],
  pollution: [1321],
  assignment: [915],
  regex: [1333, 730],
  exhaustion: [400, 409, 770, 776, 674, 834, 789],
  ldap: [90],
  xpath: [643, 91],
  log: [117],
  sensitiveLog: [532],
  secret: [798, 321, 547, 259, 540],
  authentication: [287, 306, 307, 304, 305],
  authorization: [862, 863, 285, 284, 639, 566, 269, 732, 276],
  csrf: [352],
  session: [384, 613],
  cookie: [614, 1004, 1275],
  hardening: [693, 16, 1021],
  exposure: [200, 201, 209, 213, 359, 497, 538, 548],
  password: [256, 257, 312, 522, 916, 521, 759, 760],
  enumeration: [203, 204, 208],
  crypto: [326, 327, 328, 330, 331, 338, 340, 640, 310, 335],
  transport: [295, 311, 319, 296, 297],
  token: [345, 346, 347, 290, 348],
  origin: [942, 346],
  dependency: [1104, 1395, 937, 1035],
  logging: [778],
  validation: [20, 129, 704, 843, 1287],
  upload: [434],
  memory: [119, 125, 131, 190, 665, 908],
}

const familiesOfId = new Map<number, string[]>()
for (const [family, ids] of Object.entries(families)) for (const id of ids) familiesOfId.set(id, [...(familiesOfId.get(id) ?? []), family])

/** The families of ids such as `CWE-89`; an unknown id is its own family. */
export function familiesOf(cwe: readonly string[]): Set<string> {
  return new Set(cwe.flatMap((id) => familiesOfId.get(Number(id.replace(/\D+/g, ""))) ?? [id]))
}

/** Whether a finding with these ids is about the same kind of defect as the expected ids. */
export function fits(finding: readonly string[], expected: readonly string[]): boolean {
  const wanted = familiesOf(expected)
  return [...familiesOf(finding)].some((family) => wanted.has(family))
}
