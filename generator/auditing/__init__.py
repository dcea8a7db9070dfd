"""Pages that anybody wrote in, `Finding`s out."""
