CREATE TABLE "attestations" (
	"version_id" integer PRIMARY KEY NOT NULL,
	"attestations" json NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;