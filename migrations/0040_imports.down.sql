drop table import_documents, import_rows, imports;
