CREATE TABLE invoices (id bigint PRIMARY KEY, number text);
-- ok: no-locking-migration
CREATE INDEX invoices_number ON invoices (number);
-- ruleid: no-locking-migration
CREATE INDEX orders_customer ON orders (customer_id);
-- ok: no-locking-migration
ALTER TABLE orders ALTER COLUMN note TYPE text;
-- ruleid: no-locking-migration
ALTER TABLE orders ALTER COLUMN id TYPE bigint;
-- ok: no-locking-migration
ALTER TABLE orders ALTER COLUMN type SET NOT NULL;
