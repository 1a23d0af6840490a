-- What the index is, stays; it is only told to sort in what was written last before that is much.
ALTER INDEX "search_documents_search_index" SET (gin_pending_list_limit = 256);
