CREATE TABLE "advisories" (
	"generation" integer NOT NULL,
	"package_name" text NOT NULL,
	"id" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"url" text NOT NULL,
	"vulnerable_versions" text NOT NULL,
	"weaknesses" jsonb NOT NULL,
	"cvss_vector" text,
	"modified_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "advisories_generation_package_name_id_pk" PRIMARY KEY("generation","package_name","id")
);
--> statement-breakpoint
CREATE TABLE "uplink_attestations" (
	"uplink" text NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"attestations" json NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "uplink_attestations_uplink_name_version_pk" PRIMARY KEY("uplink","name","version")
);
--> statement-breakpoint
ALTER TABLE "uplink_documents" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "uplink_documents" ADD COLUMN "hidden" jsonb;--> statement-breakpoint
ALTER TABLE "uplink_documents" ADD COLUMN "policy_hash" text;--> statement-breakpoint
ALTER TABLE "uplink_documents" ADD COLUMN "eligible_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "uplink_documents" ADD COLUMN "changed_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "advisories_generation_index" ON "advisories" USING btree ("generation");