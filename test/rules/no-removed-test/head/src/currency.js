export const inEuro = (value, rate) => value * rate
