export const countRecords = (store) => store.count()
