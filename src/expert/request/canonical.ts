// The provider's cache compares bytes. Whatever order a property was set in, the request must read the same.

// Deeper than anything we or a tool's schema can mean; a model that nests further wants to make us overflow.
const deepest = 100

/**
 * A copy whose objects have their properties in one order. In a JSON Schema `properties` keep the order of `required`, which is what a model writes
 * its answer in; everything else goes by code unit, so that no locale matters.
 * @throws RangeError when the value is nested too deeply.
 */
export function canonical<Value>(value: Value): Value {
  return copy(value, 0) as Value
}

/** The bytes of a value in canonical form. Throws like `canonical`. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value))
}

function copy(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new RangeError("a value is nested too deeply")
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1))
  if (typeof value !== "object" || value === null) return value
  const required = "required" in value && Array.isArray(value.required) ? value.required : []
  const entries = sortedEntries(value).map(([key, item]) => [
    key,
    key === "properties" && isPlainObject(item) ? copyOrdered(item, required, depth + 1) : copy(item, depth + 1),
  ])
  // Not by assignment: a property may be called `__proto__`.
  return Object.fromEntries(entries) as unknown
}

function copyOrdered(properties: object, required: readonly unknown[], depth: number): unknown {
  const rank = new Map(required.map((name, index) => [name, index]))
  const entries = sortedEntries(properties).toSorted(([a], [b]) => (rank.get(a) ?? rank.size) - (rank.get(b) ?? rank.size))
  return Object.fromEntries(entries.map(([key, item]) => [key, copy(item, depth + 1)]))
}

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
