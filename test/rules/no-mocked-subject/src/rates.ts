// @ts-nocheck fixture
export const rate = async (from, to) => (await fetch(`https://rates.example/${from}/${to}`)).json()
export default { rate }
