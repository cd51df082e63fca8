type Tree = Record<string, unknown>

const isObject = (value: unknown): value is Tree => typeof value === "object" && value !== null

export function merge(target: Tree, source: Tree): Tree {
  for (const key in source) {
    if (isObject(target[key]) && isObject(source[key])) merge(target[key] as Tree, source[key] as Tree)
    // ruleid: no-polluting-merge
    else target[key] = source[key]
  }
  return target
}

export function safeMerge(target: Tree, source: Tree): Tree {
  for (const key of Object.keys(source)) {
    if (key === "__proto__" || key === "constructor") continue
    if (isObject(target[key]) && isObject(source[key])) safeMerge(target[key] as Tree, source[key] as Tree)
    // ok: no-polluting-merge
    else target[key] = source[key]
  }
  return target
}

export function clone(source: Tree): Tree {
  const copy: Tree = {}
  // ok: no-polluting-merge
  for (const key of Object.keys(source)) copy[key] = isObject(source[key]) ? clone(source[key] as Tree) : source[key]
  return copy
}

export function setPath(target: Tree, path: string, value: unknown): void {
  const parts = path.split(".")
  const last = parts.pop() as string
  let current = target
  for (const part of parts) {
    current[part] ??= {}
    current = current[part] as Tree
  }
  // ruleid: no-polluting-merge
  current[last] = value
}

export function getPath(target: Tree, path: string): unknown {
  let current: unknown = target
  // ok: no-polluting-merge
  for (const part of path.split(".")) current = isObject(current) ? current[part] : undefined
  return current
}
