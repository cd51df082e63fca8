CREATE TABLE "Order" (
  "id" TEXT NOT NULL
);
