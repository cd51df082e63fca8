CREATE TABLE subscribers (id serial PRIMARY KEY, email text NOT NULL, source varchar(40));
CREATE INDEX subscribers_email_idx ON subscribers (email);

CREATE TABLE vouchers (
  id uuid PRIMARY KEY,
  code varchar(20) NOT NULL UNIQUE,
  reference text
);

CREATE TABLE invites (id serial PRIMARY KEY, email text NOT NULL);
CREATE UNIQUE INDEX invites_email ON invites (lower(email));
