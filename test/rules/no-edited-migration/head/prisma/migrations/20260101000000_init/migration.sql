CREATE TABLE "Order" (
  "id" UUID NOT NULL
);
