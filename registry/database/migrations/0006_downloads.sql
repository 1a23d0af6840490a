CREATE TABLE "downloads" (
	"name" text NOT NULL,
	"version" text NOT NULL,
	"day" date NOT NULL,
	"downloads" bigint NOT NULL,
	CONSTRAINT "downloads_name_day_version_pk" PRIMARY KEY("name","day","version")
);
