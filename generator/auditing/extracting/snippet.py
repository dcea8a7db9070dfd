"""A file of source code: one block, the whole file."""

from generator.auditing.pages.page import Block, Page

LANGUAGES = {
    ".sh": "bash",
    ".bash": "bash",
    ".zsh": "bash",
    ".curl": "bash",
    ".py": "python",
    ".go": "go",
    ".cs": "csharp",
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".tsx": "typescript",
    ".php": "php",
    ".rb": "ruby",
    ".java": "java",
}


def snippet_page(path: str, text: str, language: str) -> Page:
    """The page of a source file in `language`."""
    block = Block(text=text, path=path, line=1, hint=language)
    return Page(path=path, source=text, kind="snippet", blocks=(block,))
