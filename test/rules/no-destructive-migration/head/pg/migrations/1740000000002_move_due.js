exports.up = (pgm) => {
  // ok: no-destructive-migration
  pgm.sql(`ALTER TABLE invoices DROP COLUMN due_date`)
  pgm.sql(`ALTER TABLE reminders ADD COLUMN due_date date`)
}
exports.down = (pgm) => {
  pgm.sql(`ALTER TABLE invoices ADD COLUMN due_date date`)
}
