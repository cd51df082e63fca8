/** Payloads as small as they can be; a test adds what it is about. */
export const place = { installation: { id: 5 }, repository: { id: 42, name: "shop", owner: { login: "octo" } } }
export const identity = { installationId: 5, repositoryId: 42, owner: "octo", name: "shop", number: 7 }
export const person = { id: 99, login: "mona", type: "User" }
