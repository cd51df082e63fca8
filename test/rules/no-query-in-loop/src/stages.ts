// @ts-nocheck fixture
export const stages = [{ name: "new" }, { name: "known" }, { name: "lost" }]
