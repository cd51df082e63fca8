CREATE TABLE comments (
  id bigserial PRIMARY KEY,
  post_id bigint NOT NULL REFERENCES posts (id),
  author_email text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE logins (
  id bigserial PRIMARY KEY,
  token text NOT NULL UNIQUE,
  user_id bigint NOT NULL
);
