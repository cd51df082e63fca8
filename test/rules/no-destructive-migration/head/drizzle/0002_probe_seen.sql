-- ruleid: no-destructive-migration
ALTER TABLE `probe` DROP COLUMN `seen_at`;
