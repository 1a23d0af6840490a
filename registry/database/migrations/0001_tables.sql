CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"actor_id" integer,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"target" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"ip" text
);
--> statement-breakpoint
CREATE TABLE "change_sequence" (
	"id" integer PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "change_sequence_one_row" CHECK ("change_sequence"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "changes" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"package_name" text NOT NULL,
	"revision" integer NOT NULL,
	"kind" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "components" (
	"version_id" integer NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"path" text NOT NULL,
	"title" text,
	"description" text,
	"status" text NOT NULL,
	CONSTRAINT "components_version_id_kind_path_pk" PRIMARY KEY("version_id","kind","path")
);
--> statement-breakpoint
CREATE TABLE "dist_tags" (
	"package_id" integer NOT NULL,
	"tag" text NOT NULL,
	"version" text NOT NULL,
	CONSTRAINT "dist_tags_package_id_tag_pk" PRIMARY KEY("package_id","tag")
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"package_id" integer PRIMARY KEY NOT NULL,
	"revision" integer NOT NULL,
	"full" text NOT NULL,
	"abbreviated" text NOT NULL,
	"full_hash" text NOT NULL,
	"abbreviated_hash" text NOT NULL,
	"modified_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "edges" (
	"version_id" integer NOT NULL,
	"kind" text NOT NULL,
	"target" text NOT NULL,
	"range" text NOT NULL,
	CONSTRAINT "edges_version_id_kind_target_pk" PRIMARY KEY("version_id","kind","target")
);
--> statement-breakpoint
CREATE TABLE "maintainers" (
	"package_id" integer NOT NULL,
	"user_id" integer NOT NULL,
	CONSTRAINT "maintainers_package_id_user_id_pk" PRIMARY KEY("package_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "packages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"modified_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "packages_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "registry_settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_documents" (
	"package_id" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"description" text,
	"keywords" text[] NOT NULL,
	"domains" text[] NOT NULL,
	"plugins" text[] NOT NULL,
	"kinds" text[] NOT NULL,
	"component_counts" jsonb NOT NULL,
	"modified_at" timestamp (3) with time zone NOT NULL,
	"words" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tokens_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"user_id" integer NOT NULL,
	"hash" text NOT NULL,
	"prefix" text NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"package_patterns" text[] NOT NULL,
	"cidrs" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "tokens_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "uplink_documents" (
	"uplink" text NOT NULL,
	"name" text NOT NULL,
	"upstream_etag" text,
	"upstream_last_modified" text,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	"full" text,
	"abbreviated" text NOT NULL,
	"full_hash" text,
	"abbreviated_hash" text NOT NULL,
	"tarballs" jsonb NOT NULL,
	CONSTRAINT "uplink_documents_uplink_name_pk" PRIMARY KEY("uplink","name")
);
--> statement-breakpoint
CREATE TABLE "uplink_tarballs" (
	"uplink" text NOT NULL,
	"name" text NOT NULL,
	"file_name" text NOT NULL,
	"integrity" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "uplink_tarballs_uplink_name_file_name_pk" PRIMARY KEY("uplink","name","file_name")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "users_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"email" text,
	"password_hash" text,
	"is_admin" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	CONSTRAINT "users_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "versions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "versions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"package_id" integer NOT NULL,
	"version" text NOT NULL,
	"manifest" json NOT NULL,
	"readme" text,
	"integrity" text NOT NULL,
	"shasum" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"unpacked_size_bytes" bigint NOT NULL,
	"files" json NOT NULL,
	"published_by" integer NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"deprecated" text,
	"unpublished_at" timestamp (3) with time zone,
	CONSTRAINT "versions_package_version_unique" UNIQUE("package_id","version")
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "components" ADD CONSTRAINT "components_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dist_tags" ADD CONSTRAINT "dist_tags_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dist_tags" ADD CONSTRAINT "dist_tags_version_exists" FOREIGN KEY ("package_id","version") REFERENCES "public"."versions"("package_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edges" ADD CONSTRAINT "edges_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintainers" ADD CONSTRAINT "maintainers_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintainers" ADD CONSTRAINT "maintainers_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_documents" ADD CONSTRAINT "search_documents_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_published_by_users_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_target_index" ON "audit_log" USING btree ("target","id");--> statement-breakpoint
CREATE INDEX "audit_log_actor_index" ON "audit_log" USING btree ("actor","id");--> statement-breakpoint
CREATE INDEX "changes_package_index" ON "changes" USING btree ("package_name","sequence");--> statement-breakpoint
CREATE INDEX "components_kind_name_index" ON "components" USING btree ("kind","name");--> statement-breakpoint
CREATE INDEX "edges_target_index" ON "edges" USING btree ("target","kind");--> statement-breakpoint
CREATE INDEX "maintainers_user_index" ON "maintainers" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "search_documents_name_index" ON "search_documents" USING btree ("name");--> statement-breakpoint
CREATE INDEX "search_documents_words_index" ON "search_documents" USING gin ("words");--> statement-breakpoint
CREATE INDEX "search_documents_name_trigram_index" ON "search_documents" USING gin ("name" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "search_documents_domains_index" ON "search_documents" USING gin ("domains");--> statement-breakpoint
CREATE INDEX "search_documents_plugins_index" ON "search_documents" USING gin ("plugins");--> statement-breakpoint
CREATE INDEX "search_documents_kinds_index" ON "search_documents" USING gin ("kinds");--> statement-breakpoint
CREATE INDEX "search_documents_keywords_index" ON "search_documents" USING gin ("keywords");--> statement-breakpoint
CREATE INDEX "tokens_user_index" ON "tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "uplink_tarballs_integrity_index" ON "uplink_tarballs" USING btree ("integrity");--> statement-breakpoint
CREATE INDEX "versions_integrity_index" ON "versions" USING btree ("integrity");