// @ts-nocheck fixture
export const DEFAULTS = { theme: "light" }
export const limits = { rows: 100 }
