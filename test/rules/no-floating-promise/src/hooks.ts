// @ts-nocheck fixture
export const hooks = {
  async fire(name, data) {
    for (const listener of listeners.get(name) ?? []) await listener(data)
    return data
  },
}

const listeners = new Map()
