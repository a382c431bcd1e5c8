"""What is drawn as a file: forms, documents, pictures, sheets. Plain values in, bytes out; nothing is read here."""
