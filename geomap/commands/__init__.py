"""Parts of the command line, one module per subject; `geomap.cli` joins them."""
