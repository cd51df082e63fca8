-- ruleid: no-failing-migration
ALTER TABLE "Order" ALTER COLUMN "total" SET NOT NULL;
