-- ruleid: no-failing-migration
ALTER TABLE "Order" ADD COLUMN "state" TEXT NOT NULL;
-- ok: no-failing-migration
ALTER TABLE "Invoice" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'open', ADD COLUMN "note" TEXT;
CREATE TABLE "Customer" ("id" TEXT NOT NULL);
-- ok: no-failing-migration
ALTER TABLE "Customer" ADD COLUMN "name" TEXT NOT NULL;
