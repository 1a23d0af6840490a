ALTER TABLE "uplink_documents" RENAME COLUMN "upstream_etag" TO "uplink_etag";--> statement-breakpoint
ALTER TABLE "uplink_documents" RENAME COLUMN "upstream_last_modified" TO "uplink_last_modified";