ALTER TABLE "search_documents" ADD COLUMN "unscoped_name" text GENERATED ALWAYS AS (regexp_replace(name, '^@[^/]*/', '')) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "name_words" "tsvector" GENERATED ALWAYS AS (to_tsvector('larder'::regconfig, regexp_replace(name, '[^[:alnum:]]+', ' ', 'g'))) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "search_documents_name_words_index" ON "search_documents" USING gin ("name_words");--> statement-breakpoint
CREATE INDEX "search_documents_name_prefix_index" ON "search_documents" USING btree ("name" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "search_documents_unscoped_prefix_index" ON "search_documents" USING btree ("unscoped_name" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "search_documents_unscoped_trigram_index" ON "search_documents" USING gin ("unscoped_name" gin_trgm_ops);