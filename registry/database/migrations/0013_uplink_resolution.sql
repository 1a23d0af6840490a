ALTER TABLE "uplink_documents" ADD COLUMN "resolution" text;--> statement-breakpoint
ALTER TABLE "uplink_documents" ADD COLUMN "resolution_of" text;