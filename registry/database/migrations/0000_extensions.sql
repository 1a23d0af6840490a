-- Both extensions are trusted: whoever may create in the database may create them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS unaccent;--> statement-breakpoint
-- English stems, accents ignored. Without the three ascii kinds plain English words would not be stemmed.
CREATE TEXT SEARCH CONFIGURATION larder (COPY = simple);--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION larder
  ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, hword, hword_part, word
  WITH unaccent, english_stem;
