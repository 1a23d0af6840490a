CREATE SCHEMA IF NOT EXISTS "larder_host";
--> statement-breakpoint
CREATE TABLE "larder_host"."accounts" (
	"name" text PRIMARY KEY,
	-- Nobody logs in with a password where there is none.
	"password_hash" text,
	-- The provider that this account logs in at, and what it calls the account once it has logged in.
	"provider" text,
	"subject" text,
	"roles" text[] NOT NULL DEFAULT '{}',
	"created_at" timestamptz NOT NULL,
	"disabled_at" timestamptz,
	CONSTRAINT "accounts_provider_subject_unique" UNIQUE ("provider", "subject")
);
--> statement-breakpoint
CREATE TABLE "larder_host"."sessions" (
	-- The SHA-256 of what the cookie holds.
	"hash" text PRIMARY KEY,
	"account" text NOT NULL REFERENCES "larder_host"."accounts" ("name") ON DELETE CASCADE,
	"user_info" jsonb,
	"created_at" timestamptz NOT NULL,
	"used_at" timestamptz NOT NULL,
	"expires_at" timestamptz NOT NULL
);
--> statement-breakpoint
CREATE INDEX "sessions_account" ON "larder_host"."sessions" ("account");
--> statement-breakpoint
CREATE INDEX "sessions_expires_at" ON "larder_host"."sessions" ("expires_at");
--> statement-breakpoint
CREATE TABLE "larder_host"."account_keys" (
	"id" text PRIMARY KEY,
	"kind" text NOT NULL CHECK ("kind" IN ('token', 'plugin-key')),
	"account" text NOT NULL REFERENCES "larder_host"."accounts" ("name") ON DELETE CASCADE,
	"label" text NOT NULL,
	-- How the secret begins, for people.
	"prefix" text NOT NULL,
	-- What the secret is checked against: a SHA-256 of a token, PBKDF2-SHA256 with its salt of a plugin key.
	"verifier" text NOT NULL UNIQUE,
	"created_at" timestamptz NOT NULL,
	"expires_at" timestamptz,
	"used_at" timestamptz
);
--> statement-breakpoint
CREATE INDEX "account_keys_account" ON "larder_host"."account_keys" ("account");
--> statement-breakpoint
CREATE TABLE "larder_host"."provider_logins" (
	-- The SHA-256 of the state that comes back from the provider.
	"state_hash" text PRIMARY KEY,
	-- The SHA-256 of what the browser that began it holds in a cookie.
	"browser_hash" text NOT NULL,
	"provider" text NOT NULL,
	"nonce" text NOT NULL,
	"code_verifier" text NOT NULL,
	"next_url" text NOT NULL,
	"expires_at" timestamptz NOT NULL
);
--> statement-breakpoint
CREATE INDEX "provider_logins_expires_at" ON "larder_host"."provider_logins" ("expires_at");
