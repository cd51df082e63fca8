import { recordFields } from "./record.js"

export const getRecord = (store, id) => store.find(id, recordFields)
export const countRecords = (store) => store.count()
