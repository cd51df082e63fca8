ALTER TABLE "Order" ADD COLUMN "currency" TEXT;
