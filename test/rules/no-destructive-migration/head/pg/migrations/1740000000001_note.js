exports.up = (pgm) => {
  // ruleid: no-destructive-migration
  pgm.dropColumns("invoices", ["note"])
}
exports.down = false
