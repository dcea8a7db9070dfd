"""The MkDocs plugin: samples in place of markers in a page. Open `plugin` first."""
