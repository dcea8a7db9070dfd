"""Redoc, Scalar and Swagger UI from their npm packages, each with a page that shows ``openapi.yaml``."""

import functools
import http.server
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paths

NPM = Path(sys.prefix) / "npm"
FILES = (
    ("redoc-2*.tgz", "bundles/redoc.standalone.js"),
    ("scalar-api-reference-1*.tgz", "dist/browser/standalone.js"),
    ("swagger-ui-dist-5*.tgz", "swagger-ui-bundle.js"),
    ("swagger-ui-dist-5*.tgz", "swagger-ui.css"),
)
START = {
    "redoc": '<redoc spec-url="openapi.yaml" untrusted-spec></redoc><script src="redoc.standalone.js"></script>',
    "scalar": '<div id="app"></div><script src="standalone.js"></script>'
    "<script>Scalar.createApiReference('#app', {url: 'openapi.yaml'})</script>",
    "swagger": '<link rel="stylesheet" href="swagger-ui.css"><div id="swagger-ui"></div>'
    '<script src="swagger-ui-bundle.js"></script><script src="code-samples.js"></script>'
    "<script>SwaggerUIBundle({url: 'openapi.yaml', dom_id: '#swagger-ui', docExpansion: 'full', "
    "plugins: [CodeSamples]})</script>",
}


def write_renderers(folder: Path) -> None:
    """Write each renderer's files into `folder`, with a page of its name."""
    for pattern, member in FILES:
        (archive,) = NPM.glob(pattern)  # `make .venv/browser` gets them
        with tarfile.open(archive) as packed:
            content = packed.extractfile(f"package/{member}")
            assert content is not None
            (folder / Path(member).name).write_bytes(content.read())
    plugin = paths.ROOT / "site" / "docs" / "assets" / "code-samples.js"
    (folder / plugin.name).write_bytes(plugin.read_bytes())
    for name, body in START.items():
        (folder / f"{name}.html").write_text(f'<!doctype html><meta charset="utf-8"><body>{body}')


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and logs nothing."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the files of `folder`; gives the address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
