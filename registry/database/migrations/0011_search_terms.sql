DROP INDEX "components_kind_name_index";--> statement-breakpoint
DROP INDEX "edges_target_index";--> statement-breakpoint
DROP INDEX "search_documents_words_index";--> statement-breakpoint
DROP INDEX "search_documents_name_words_index";--> statement-breakpoint
DROP INDEX "search_documents_name_trigram_index";--> statement-breakpoint
DROP INDEX "search_documents_domains_index";--> statement-breakpoint
DROP INDEX "search_documents_plugins_index";--> statement-breakpoint
DROP INDEX "search_documents_kinds_index";--> statement-breakpoint
DROP INDEX "search_documents_keywords_index";--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "version_id" integer;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "terms" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "host_range" text;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "host_versions" "int8multirange";--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "author" text;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "license" text;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "published_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "deprecated" text;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "about" json;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "quality" real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "popularity" real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "content_digest" text;--> statement-breakpoint
CREATE INDEX "components_kind_name_version_index" ON "components" USING btree ("kind","name","version_id");--> statement-breakpoint
CREATE INDEX "edges_target_version_index" ON "edges" USING btree ("target","version_id");--> statement-breakpoint
CREATE INDEX "edges_capability_index" ON "edges" USING btree ("target","version_id") WHERE starts_with("edges"."target", 'capability:');--> statement-breakpoint
CREATE INDEX "search_documents_version_index" ON "search_documents" USING btree ("version_id");--> statement-breakpoint
CREATE INDEX "search_documents_modified_index" ON "search_documents" USING btree ("modified_at");--> statement-breakpoint
CREATE INDEX "search_documents_search_index" ON "search_documents" USING gin ("words","name_words","terms");--> statement-breakpoint
-- What is known of the packages that are there; what only their archives know follows with their next publish.
UPDATE search_documents s SET
  version_id = v.id,
  published_at = v.published_at,
  deprecated = v.deprecated,
  license = CASE WHEN json_typeof(v.manifest -> 'license') = 'string' THEN v.manifest ->> 'license' END,
  terms = array(
    SELECT 'scope:' || split_part(s.name, '/', 1) WHERE s.name LIKE '@%'
    UNION SELECT 'keyword:' || lower(keyword) FROM unnest(s.keywords) keyword
    UNION SELECT 'domain:' || lower(domain) FROM unnest(s.domains) domain
    UNION SELECT 'plugin:' || lower(plugin) FROM unnest(s.plugins) plugin
    UNION SELECT 'kind:' || kind FROM unnest(s.kinds) kind
    UNION SELECT 'maintainer:' || u.name FROM maintainers m JOIN users u ON u.id = m.user_id WHERE m.package_id = s.package_id
    UNION SELECT 'license:' || lower(v.manifest ->> 'license') WHERE json_typeof(v.manifest -> 'license') = 'string'
    UNION SELECT 'is:deprecated' WHERE v.deprecated IS NOT NULL
    UNION SELECT 'is:unstable' WHERE s.version LIKE '0.%' OR s.version LIKE '%-%'
  )
FROM versions v WHERE v.package_id = s.package_id AND v.version = s.version;
