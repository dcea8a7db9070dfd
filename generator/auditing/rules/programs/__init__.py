"""What a program does, in whatever language it is written."""
