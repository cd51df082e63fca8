export const jobs = { start: async (name) => ({ name }), list: async () => [] }
