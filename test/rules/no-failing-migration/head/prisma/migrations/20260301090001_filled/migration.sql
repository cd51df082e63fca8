UPDATE "Order" SET "note" = '' WHERE "note" IS NULL;
-- ok: no-failing-migration
ALTER TABLE "Order" ALTER COLUMN "note" SET NOT NULL;
