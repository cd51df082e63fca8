export const roundCents = (value) => Math.round(value * 100) / 100
export const roundFive = (value) => Math.round(value * 20) / 20
