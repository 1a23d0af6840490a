CREATE TABLE "account_revision" (
	"id" integer PRIMARY KEY NOT NULL,
	"revision" bigint NOT NULL,
	CONSTRAINT "account_revision_one_row" CHECK ("account_revision"."id" = 1)
);
--> statement-breakpoint
INSERT INTO account_revision (id, revision) VALUES (1, 0);--> statement-breakpoint
-- Called by the triggers of every table that says who somebody is, or what they may do: replicas remember that, and
-- look at the number to learn when to forget. The notification comes with the commit; it is exact where one process
-- owns the data, and a hint elsewhere.
CREATE FUNCTION note_account_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE account_revision SET revision = revision + 1;
  PERFORM pg_notify('larder_accounts', '');
  RETURN NULL;
END
$$;--> statement-breakpoint
-- What was never there is remembered by nobody, so that new users and tokens change nothing. Deferred: the number is
-- locked at the end of a transaction only, after everything else that it locks.
CREATE CONSTRAINT TRIGGER users_account_change AFTER UPDATE OR DELETE ON users
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_account_change();--> statement-breakpoint
-- When a token was last used says nothing of what it may do.
CREATE CONSTRAINT TRIGGER tokens_account_change AFTER UPDATE ON tokens
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (to_jsonb(OLD) - 'last_used_at' IS DISTINCT FROM to_jsonb(NEW) - 'last_used_at')
  EXECUTE FUNCTION note_account_change();--> statement-breakpoint
CREATE CONSTRAINT TRIGGER tokens_account_removal AFTER DELETE ON tokens
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_account_change();
