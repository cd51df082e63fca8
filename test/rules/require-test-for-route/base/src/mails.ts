// @ts-nocheck fixture
export function welcome(user) {
  return `Welcome ${user.name}`
}
