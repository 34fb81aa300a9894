"""Write one layer as GeoJSON, for QGIS, GitHub or a web page.

usage: python examples/export_geojson.py [routes.geojson]
"""

import sys
from pathlib import Path

import geomap

target = sys.argv[1] if len(sys.argv) > 1 else "routes.geojson"
atlas = geomap.build_atlas(Path(__file__).parent / "articles")
geomap.write_layers(atlas, target, layer="routes")
print(f"{target}: {len(atlas.routes)} routes")
