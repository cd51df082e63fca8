// @ts-nocheck fixture
// Nothing tests this file; whether it should be is another question.
// ok: require-test-for-branch
export const report = (rows) => (rows.length > 0 ? rows.map((row) => row.name).join("\n") : "nothing")
