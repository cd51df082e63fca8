-- ok: no-destructive-migration
CREATE TABLE "new_invoices" ("id" INTEGER NOT NULL PRIMARY KEY, "note" TEXT);
INSERT INTO "new_invoices" ("id", "note") SELECT "id", "note" FROM "invoices";
-- ok: no-destructive-migration
DROP TABLE "invoices";
ALTER TABLE "new_invoices" RENAME TO "invoices";
