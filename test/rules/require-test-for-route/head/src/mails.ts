// @ts-nocheck fixture
export function welcome(user) {
  return `Welcome ${user.name}`
}

// Reached through `notify`.
// ok: require-test-for-route
export function farewell(user) {
  return user.name ? `Goodbye ${user.name}` : "Goodbye"
}

// ruleid: require-test-for-route
export function reminder(user) {
  if (user.muted) return null
  return `Do not forget, ${user.name}`
}
