CREATE TABLE "web_logins" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "web_logins_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"page_hash" text NOT NULL,
	"done_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"address" text,
	"user_id" integer,
	CONSTRAINT "web_logins_page_hash_unique" UNIQUE("page_hash"),
	CONSTRAINT "web_logins_done_hash_unique" UNIQUE("done_hash")
);
--> statement-breakpoint
ALTER TABLE "tokens" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "web_logins" ADD CONSTRAINT "web_logins_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;