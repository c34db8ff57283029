"""Writes a paper's content as HTML, PDF and DOCX. Pure: the same content and moment give the same bytes."""
