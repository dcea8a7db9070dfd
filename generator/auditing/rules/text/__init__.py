"""What a reader copies: code that does not parse, quotes, prompts, continued lines, variables."""
