CREATE TABLE jobs (
  id bigserial PRIMARY KEY,
  job_status text NOT NULL,
  run_at timestamptz NOT NULL
);
CREATE TABLE chores (
  id bigserial PRIMARY KEY,
  chore_state text NOT NULL,
  due_at timestamptz NOT NULL
);
CREATE INDEX chores_due ON chores (chore_state, due_at);
