"""The commands, one module per subject; `geomap.cli` joins them."""
