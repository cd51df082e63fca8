-- The date moved to another table.
-- ruleid: no-destructive-migration
ALTER TABLE "invoices" DROP COLUMN "due_date";
-- ok: no-destructive-migration
ALTER TABLE "invoices" DROP CONSTRAINT "invoices_pkey";
