"""Values as text of a language: literals, JSON, comments, names and wrapped lines. Open `literals` first."""
