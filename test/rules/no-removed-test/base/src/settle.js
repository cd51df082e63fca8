export function settle(invoice) {
  return { ...invoice, settled: true }
}
