// @ts-nocheck fixture
export const report = (rows) => rows.map((row) => row.name).join("\n")
