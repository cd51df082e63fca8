export const recordFields = { id: true, name: true }
