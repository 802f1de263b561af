"""What a class has handed in: a folder or a download of a learning system, read as students."""
