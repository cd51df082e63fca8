export const one = (db, id) => db.query("SELECT due_date, note FROM invoices WHERE id = $1", [id])
