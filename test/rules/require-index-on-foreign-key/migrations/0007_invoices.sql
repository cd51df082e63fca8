-- up
CREATE TABLE invoices (
  id bigserial PRIMARY KEY,
  -- ruleid: require-index-on-foreign-key
  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  -- ok: require-index-on-foreign-key
  order_id bigint NOT NULL UNIQUE REFERENCES orders (id) ON DELETE CASCADE,
  -- ok: require-index-on-foreign-key
  "payer_id" bigint REFERENCES payers (id) ON DELETE SET NULL,
  amount numeric(10, 2) NOT NULL
);
CREATE INDEX ON invoices (payer_id);

ALTER TABLE ONLY public.parcels
  -- ruleid: require-index-on-foreign-key
  ADD CONSTRAINT parcels_depot_fk FOREIGN KEY (depot_id) REFERENCES depots (id) ON DELETE CASCADE;

-- Many to many: the key of the table begins with the first column.
CREATE TABLE invoice_parcels (
  -- ok: require-index-on-foreign-key
  invoice_id bigint REFERENCES invoices (id) ON DELETE CASCADE,
  -- ruleid: require-index-on-foreign-key
  parcel_id bigint REFERENCES parcels (id) ON DELETE CASCADE,
  PRIMARY KEY (invoice_id, parcel_id)
);

-- rollback
ALTER TABLE gone ADD COLUMN other_id bigint REFERENCES others (id) ON DELETE CASCADE;
