-- ok: no-destructive-migration
ALTER TABLE `probe` DROP COLUMN `deleted_at`;
