const defaults = { headers: { accept: "application/json" }, tags: [], timeout: 1_000 }

export function merged(options) {
  // ruleid: no-mutated-default
  return Object.assign(defaults, options)
}

export function mergedAnew(options) {
  // ok: no-mutated-default
  return Object.assign({}, defaults, options)
}

export function withToken(token) {
  const config = { ...defaults }
  // ruleid: no-mutated-default
  config.headers.authorization = `Bearer ${token}`
  return config
}

export function withTag(tag) {
  const config = { ...defaults }
  // ruleid: no-mutated-default
  config.tags.push(tag)
  return config
}

export function withTokenAnew(token) {
  const config = { ...defaults, headers: { ...defaults.headers } }
  // ok: no-mutated-default
  config.headers.authorization = `Bearer ${token}`
  config.timeout = 2_000
  return config
}

export function withTagsAnew(tag) {
  const config = { ...defaults }
  config.tags = [...defaults.tags]
  // ok: no-mutated-default
  config.tags.push(tag)
  return config
}

export function aliased(token) {
  // ruleid: no-mutated-default
  const config = defaults
  config.headers.authorization = `Bearer ${token}`
  return config
}
